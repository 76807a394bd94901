/** The first eight characters, enough to tell ids of one screen apart. */
export const shortId = (id: string): string => (id.length > 9 ? `${id.slice(0, 8)}…` : id);
