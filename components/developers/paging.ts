import { createParser } from "nuqs/server";

type Place = { cursor: string | null; trail: string[] };

/** A cursor in the address; what does not look like one counts as none. */
export const cursorOf = (shape: RegExp) =>
  createParser({ parse: (text) => (shape.test(text) ? text : null), serialize: (cursor: string) => cursor });

/** The cursors of the pages before this one, oldest first; "0" stands for the first page, which has none. */
export const trailOf = (shape: RegExp) =>
  createParser({
    parse: (text) => {
      const cursors = text.split(",");
      return cursors.every((cursor) => cursor === "0" || shape.test(cursor)) ? cursors : null;
    },
    serialize: (cursors: string[]) => cursors.join(","),
    eq: (one, other) => one.join() === other.join(),
  }).withDefault([]);

export const firstPage = { cursor: null, trail: null };

/** Cursor and trail of the pages around this one, as the address holds them; null where there is none. */
export function pagesAround({ cursor, trail }: Place, nextCursor: string | null) {
  const back = trail.at(-1);
  return {
    previous:
      cursor === null || back === undefined
        ? null
        : { cursor: back === "0" ? null : back, trail: trail.slice(0, -1).join(",") },
    next: nextCursor === null ? null : { cursor: nextCursor, trail: [...trail, cursor ?? "0"].join(",") },
  };
}
