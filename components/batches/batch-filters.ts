import { createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { batchStatuses } from "@/server/domain/batch/status";

export const batchPageSize = 50;

const digits = /^\d{1,18}$/;

const parseAsCursor = createParser({
  parse: (text) => (digits.test(text) ? text : null),
  serialize: (cursor) => cursor,
});

/** The cursors of the pages before this one, oldest first; "0" stands for the first page, which has none. */
const parseAsTrail = createParser({
  parse: (text) => {
    const cursors = text.split(".");
    return cursors.every((cursor) => digits.test(cursor)) ? cursors : null;
  },
  serialize: (cursors: string[]) => cursors.join("."),
  eq: (one, other) => one.join() === other.join(),
}).withDefault([]);

/** The list's filters and its page, all of them in the address. */
export const batchFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(batchStatuses),
  symbol: parseAsString,
  cursor: parseAsCursor,
  trail: parseAsTrail,
};

export type BatchFilterValues = {
  q: string;
  status: (typeof batchStatuses)[number] | null;
  symbol: string | null;
  cursor: string | null;
  trail: string[];
};

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export function batchListInput(filters: BatchFilterValues) {
  return {
    limit: batchPageSize,
    ...(filters.q.trim() === "" ? {} : { search: filters.q.trim().slice(0, 100) }),
    ...(filters.status === null ? {} : { status: filters.status }),
    ...(filters.symbol === null || filters.symbol === "" ? {} : { symbol: filters.symbol.slice(0, 20) }),
    ...(filters.cursor === null ? {} : { cursor: filters.cursor }),
  };
}

/** Cursor and trail of the pages around this one; null where there is none. */
export function pagesAround(filters: BatchFilterValues, nextCursor: string | null) {
  const { cursor, trail } = filters;
  const back = trail.at(-1);
  return {
    previous:
      cursor === null || back === undefined
        ? null
        : { cursor: back === "0" ? null : back, trail: trail.slice(0, -1).join(".") },
    next: nextCursor === null ? null : { cursor: nextCursor, trail: [...trail, cursor ?? "0"].join(".") },
    firstIndex: trail.length * batchPageSize + 1,
  };
}
