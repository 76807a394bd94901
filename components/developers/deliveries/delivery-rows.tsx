import Link from "next/link";
import { countOf, groupCount } from "@/components/format/decimal";
import { Missing } from "@/components/format/decimal-text";
import { shortId } from "@/components/format/short-id";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { StatusBadge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { RowLink, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Delivery } from "../outputs";
import { deliveryLooks, subjectWords } from "./delivery-words";

type Props = { endpointId: string; items: readonly Delivery[] };

/** The list on screens from 768 px on. Where a delivery failed, its reason stands beside the code. */
export function DeliveryTable({ endpointId, items }: Props) {
  return (
    <TableRegion label="Table of deliveries" fitsFrom="xl" className="hidden md:block">
      <Table caption="Deliveries, the latest attempt first">
        <thead>
          <tr>
            <Th>Event</Th>
            <Th>Status</Th>
            <Th>Response</Th>
            <Th numeric>Attempts</Th>
            <Th numeric unit="ms">
              Took
            </Th>
            <Th>Batch</Th>
            <Th>Message id</Th>
            <Th numeric>Last attempt</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <DeliveryTableRow key={item.messageId} endpointId={endpointId} item={item} />
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function DeliveryTableRow({ endpointId, item }: { endpointId: string; item: Delivery }) {
  return (
    <Tr>
      <RowTh className="whitespace-nowrap">
        <RowLink href={path.delivery(endpointId, item.messageId)}>{subjectWords(item.subject)}</RowLink>
      </RowTh>
      <Td>
        <StatusBadge look={deliveryLooks[item.status]} />
      </Td>
      <Td className="w-full max-w-0 truncate text-soft" title={item.error ?? undefined}>
        <ResponseWords item={item} />
      </Td>
      <Td numeric>{groupCount(item.attempts)}</Td>
      <Td numeric>{groupCount(item.durationMs)}</Td>
      <Td>
        <Link
          href={path.batch(item.batchTransactionId)}
          className="relative z-1 font-mono text-label text-soft hover:text-ink hover:underline"
          title={item.batchTransactionId}
        >
          {shortId(item.batchTransactionId)}
        </Link>
      </Td>
      <Td className="whitespace-nowrap">
        <CopyId id={item.messageId} of="message id" />
      </Td>
      <Td numeric className="text-soft">
        <TimeText value={item.lastAttemptAt} />
      </Td>
    </Tr>
  );
}

function ResponseWords({ item }: { item: Delivery }) {
  const { responseStatus, error } = item;
  if (responseStatus === null && error === null) return <Missing word="no response" />;
  return (
    <>
      {responseStatus !== null && <span className="font-medium text-ink">{responseStatus}</span>}
      {error !== null && <span className={responseStatus === null ? "" : "ml-2"}>{error}</span>}
    </>
  );
}

/** The list on narrow screens: one block a delivery. */
export function DeliveryCards({ endpointId, items }: Props) {
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.messageId} className="relative flex flex-col gap-1 border-b py-3 text-data">
          <div className="flex items-center justify-between gap-4">
            <Link
              href={path.delivery(endpointId, item.messageId)}
              className="text-body font-medium after:absolute after:inset-0"
            >
              {subjectWords(item.subject)}
            </Link>
            <StatusBadge look={deliveryLooks[item.status]} />
          </div>
          <p className="text-soft wrap-anywhere">
            {countOf(item.attempts, "attempt")}
            {item.responseStatus !== null && `, HTTP ${item.responseStatus}`}, {groupCount(item.durationMs)}{" "}
            ms
          </p>
          {item.error !== null && <p className="text-soft wrap-anywhere">{item.error}</p>}
          <TimeText value={item.lastAttemptAt} className="text-label text-faint" />
        </li>
      ))}
    </ul>
  );
}
