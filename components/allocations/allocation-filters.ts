import { createParser, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { allocationStatuses, sides } from "@/server/domain/allocation/status";

export const allocationPageSize = 100;

const parseAsRowId = createParser({
  parse: (text) => (/^\d{1,18}$/.test(text) ? text : null),
  serialize: (id) => id,
});

/** Search, filters, page and the open row of a batch's allocations, all of them in the address. */
export const allocationFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(allocationStatuses),
  side: parseAsStringLiteral(sides),
  after: parseAsRowId,
  before: parseAsRowId,
  row: parseAsString,
};

export type AllocationFilterValues = {
  q: string;
  status: (typeof allocationStatuses)[number] | null;
  side: (typeof sides)[number] | null;
  after: string | null;
  before: string | null;
};

type Narrowing = Pick<AllocationFilterValues, "q" | "status" | "side">;

/** What narrows the list, without the page; also what an export of "these rows" means. */
export function narrowing({ q, status, side }: Narrowing) {
  return {
    ...(q.trim() === "" ? {} : { search: q.trim().slice(0, 100) }),
    ...(status === null ? {} : { status }),
    ...(side === null ? {} : { side }),
  };
}

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export function allocationListInput(batchTransactionId: string, filters: AllocationFilterValues) {
  return {
    batchTransactionId,
    limit: allocationPageSize,
    ...narrowing(filters),
    ...(filters.before === null ? {} : { before: filters.before }),
    ...(filters.after === null || filters.before !== null ? {} : { after: filters.after }),
  };
}
