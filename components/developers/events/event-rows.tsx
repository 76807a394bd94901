"use client";

import Link from "next/link";
import { useQueryState } from "nuqs";
import { groupDecimal } from "@/components/format/decimal";
import { shortId } from "@/components/format/short-id";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { CopyId } from "@/components/ui/copy-id";
import { RowButton, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import { subjectWords } from "../deliveries/delivery-words";
import type { EventItem } from "../outputs";
import { eventFilters } from "./event-filters";

type Props = { items: readonly EventItem[] };

const wordsOf = ({ kind, status }: EventItem): string => subjectWords(`${kind} ${status}`);

/** The events on screens from 768 px on; a row opens its details beside the list. */
export function EventTable({ items }: Props) {
  const [open, setOpen] = useQueryState("event", eventFilters.event);
  return (
    <TableRegion label="Table of events" fitsFrom="xl" className="hidden md:block">
      <Table caption="Events, newest first">
        <thead>
          <tr>
            <Th numeric className="w-24">
              Position
            </Th>
            <Th>Event</Th>
            <Th>Type</Th>
            <Th>Batch</Th>
            <Th>Message id</Th>
            <Th numeric>At</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Tr key={item.messageId} open={open === item.messageId}>
              <Td numeric className="text-soft">
                {groupDecimal(item.position)}
              </Td>
              <RowTh>
                <RowButton onClick={() => void setOpen(item.messageId)} aria-haspopup="dialog">
                  {wordsOf(item)}
                </RowButton>
              </RowTh>
              <Td>
                <code className="text-label text-soft">{item.eventType}</code>
              </Td>
              <Td>
                <Link
                  href={path.batch(item.batchTransactionId)}
                  title={item.batchTransactionId}
                  className="relative z-1 font-mono text-label text-soft hover:text-ink hover:underline"
                >
                  {shortId(item.batchTransactionId)}
                </Link>
              </Td>
              <Td className="whitespace-nowrap">
                <CopyId id={item.messageId} of="message id" />
              </Td>
              <Td numeric className="text-soft">
                <TimeText value={item.createdAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

/** The events on narrow screens, one block each. */
export function EventCards({ items }: Props) {
  const [, setOpen] = useQueryState("event", eventFilters.event);
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.messageId} className="relative flex flex-col gap-1 border-b py-3 text-data">
          <div className="flex items-center justify-between gap-4">
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => void setOpen(item.messageId)}
              className="text-body font-medium after:absolute after:inset-0"
            >
              {wordsOf(item)}
            </button>
            <span className="text-label text-faint">{groupDecimal(item.position)}</span>
          </div>
          <div className="flex items-center justify-between gap-4 text-soft">
            <code className="text-label">batch {shortId(item.batchTransactionId)}</code>
            <TimeText value={item.createdAt} className="text-label text-faint" />
          </div>
        </li>
      ))}
    </ul>
  );
}
