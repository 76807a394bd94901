import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { EventKind } from "@/server/domain/delivery/subscription";
import { isId } from "../ids";
import { cursorOf, trailOf } from "../paging";

export const eventKinds = ["batch", "allocation", "order"] as const satisfies EventKind[];
export const kindWords: Record<EventKind, string> = {
  batch: "Batches",
  allocation: "Allocations",
  order: "Orders",
};

/** What events of a kind tell; together the statuses that can be asked for. */
export const statusesOf: Record<EventKind, readonly string[]> = {
  batch: ["OPEN", "CLOSED", "IN_PROGRESS", "COMPLETE", "REJECTED"],
  allocation: ["COMPLETE", "REJECTED", "CANCELLED"],
  order: ["NEW", "PARTIALLY_FILLED", "FILLED", "CANCELLED", "REJECTED"],
};
export const eventStatuses: readonly string[] = [...new Set(Object.values(statusesOf).flat())];

export const idKinds = ["batch", "allocation", "message"] as const;
type IdKind = (typeof idKinds)[number];
export const idWords: Record<IdKind, string> = {
  batch: "Batch transaction id",
  allocation: "Client transaction id",
  message: "Message id",
};

const positionShape = /^\d{1,18}$/;

/** Filters, page and open event of the log, all of them in the address. */
export const eventFilters = {
  kind: parseAsStringLiteral(eventKinds),
  status: parseAsStringLiteral(eventStatuses),
  by: parseAsStringLiteral(idKinds).withDefault("batch"),
  id: parseAsString.withDefault(""),
  cursor: cursorOf(positionShape),
  trail: trailOf(positionShape),
  event: parseAsString,
};

export type EventFilterValues = {
  kind: EventKind | null;
  status: string | null;
  by: IdKind;
  id: string;
  cursor: string | null;
};

const idInput = (by: IdKind, id: string) => {
  if (by === "batch") return { batchTransactionId: id };
  return by === "message" ? { messageId: id } : { clientTransactionId: id };
};

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export function eventListInput({ kind, status, by, id, cursor }: EventFilterValues) {
  return {
    limit: 50,
    ...(kind === null ? {} : { kind }),
    ...(status === null ? {} : { status }),
    ...(isId(id) ? idInput(by, id.trim()) : {}),
    ...(cursor === null ? {} : { before: cursor }),
  };
}
