import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { isId } from "../ids";
import { cursorOf, trailOf } from "../paging";
import { deliveryStatuses } from "./delivery-words";

/** When, in which batch, and where in it: the three parts of the list's order, in one word of the address. */
const cursorShape = /^\d{4}-[\d :.+TZ-]{6,36}_\d{1,18}_[1-9]\d{0,8}$/;

/** Filters and page of an endpoint's deliveries, all of them in the address. */
export const deliveryFilters = {
  status: parseAsStringLiteral(deliveryStatuses),
  batch: parseAsString.withDefault(""),
  cursor: cursorOf(cursorShape),
  trail: trailOf(cursorShape),
};

export type DeliveryFilterValues = {
  status: (typeof deliveryStatuses)[number] | null;
  batch: string;
  cursor: string | null;
  trail: string[];
};

type Cursor = { lastAttemptAt: string; batchId: string; seq: number };

export const cursorText = (cursor: Cursor | null): string | null =>
  cursor === null ? null : `${cursor.lastAttemptAt}_${cursor.batchId}_${cursor.seq}`;

function cursorValue(text: string): Cursor {
  const [lastAttemptAt = "", batchId = "", seq = ""] = text.split("_");
  return { lastAttemptAt, batchId, seq: Number(seq) };
}

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export function deliveryListInput(endpointId: string, { status, batch, cursor }: DeliveryFilterValues) {
  return {
    endpointId,
    limit: 50,
    ...(status === null ? {} : { status }),
    ...(isId(batch) ? { batchTransactionId: batch.trim() } : {}),
    ...(cursor === null ? {} : { cursor: cursorValue(cursor) }),
  };
}
