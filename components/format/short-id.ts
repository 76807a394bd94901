/**
 * Eight characters, enough to tell ids of one screen apart: the first ones, or the last ones of a UUID of version 7, which begins with
 * the time and so looks like its neighbours.
 */
export const shortId = (id: string): string => {
  if (id.length <= 9) return id;
  return id[14] === "7" && id.length === 36 ? `…${id.slice(-8)}` : `${id.slice(0, 8)}…`;
};
