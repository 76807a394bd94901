import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { CountText } from "@/components/format/count-text";
import { Missing } from "@/components/format/decimal-text";
import { QuantityText, UsdText } from "@/components/format/money-text";
import { shortId } from "@/components/format/short-id";
import { SideText } from "@/components/format/side-text";
import { BatchStatusText } from "@/components/format/status-text";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { RowLink, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import { typeWords } from "./batch-words";
import type { BatchListItem } from "./outputs";

/** The list on screens from 768 px on. */
export function BatchTable({ items }: { items: readonly BatchListItem[] }) {
  return (
    <TableRegion label="Table of batches" fitsFrom="xl" className="hidden md:block">
      <Table caption="Batches, newest first">
        <thead>
          <tr>
            <Th>Batch</Th>
            <Th>Symbol</Th>
            <Th>Type</Th>
            <Th>Status</Th>
            <Th numeric>Accepted</Th>
            <Th numeric>Rejected</Th>
            <Th>Order</Th>
            <Th numeric>Filled</Th>
            <Th numeric unit="USD">
              Average price
            </Th>
            <Th numeric>Opened</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <BatchTableRow key={item.batchTransactionId} item={item} />
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function BatchTableRow({ item }: { item: BatchListItem }) {
  return (
    <Tr>
      <RowTh>
        <RowLink href={path.batch(item.batchTransactionId)} className="font-mono text-label">
          {shortId(item.batchTransactionId)}
        </RowLink>
      </RowTh>
      <Td className="font-medium">{item.symbol}</Td>
      <Td className="text-soft">{typeWords[item.type]}</Td>
      <Td>
        <Status item={item} />
      </Td>
      <Td numeric>
        <CountText value={item.acceptedCount} />
      </Td>
      <Td numeric>
        <Rejected count={item.rejectedCount} />
      </Td>
      {item.order === null || item.rejectReason !== null ? (
        <WithoutOrder item={item} />
      ) : (
        <WithOrder order={item.order} />
      )}
      <Td numeric className="text-soft">
        <TimeText value={item.createdAt} />
      </Td>
    </Tr>
  );
}

/** Three cells in the place of order, quantity and price: why there are none. */
function WithoutOrder({ item }: { item: BatchListItem }) {
  if (item.rejectReason === null) {
    return (
      <>
        <Td>
          <Missing word="no order yet" />
        </Td>
        <Td numeric>
          <Missing />
        </Td>
        <Td numeric>
          <Missing />
        </Td>
      </>
    );
  }
  return (
    <Td colSpan={3} className="max-w-0 truncate text-soft" title={item.rejectReason}>
      {item.rejectReason}
    </Td>
  );
}

function WithOrder({ order }: { order: NonNullable<BatchListItem["order"]> }) {
  return (
    <>
      <Td>
        <SideText side={order.side} />
      </Td>
      <Td numeric>
        <QuantityText value={order.quantity} />
      </Td>
      <Td numeric>
        <UsdText value={order.averagePrice} />
      </Td>
    </>
  );
}

function Status({ item }: { item: BatchListItem }) {
  return (
    <span className="inline-flex items-center gap-2">
      <BatchStatusText status={item.status} />
      {item.attention !== null && (
        <span className="inline-flex items-center gap-1 text-warning" title={item.attention}>
          <TriangleAlert aria-hidden className="size-3.5" />
          Needs support
        </span>
      )}
    </span>
  );
}

function Rejected({ count }: { count: number }) {
  return <CountText value={count} className={count === 0 ? "text-faint" : "text-negative"} />;
}

/** The list on narrow screens: one block a batch, nothing to scroll sideways. */
export function BatchCards({ items }: { items: readonly BatchListItem[] }) {
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.batchTransactionId} className="relative flex flex-col gap-1.5 border-b py-3.5">
          <div className="flex items-center justify-between gap-4">
            <Link
              href={path.batch(item.batchTransactionId)}
              className="font-medium after:absolute after:inset-0"
            >
              {item.symbol}{" "}
              <code className="ml-1 text-label text-soft">{shortId(item.batchTransactionId)}</code>
            </Link>
            <Status item={item} />
          </div>
          <div className="flex items-center justify-between gap-4 text-data text-soft">
            <span>
              {typeWords[item.type]}, <CountText value={item.acceptedCount} one="row" />
              {item.rejectedCount > 0 && (
                <span className="text-negative">
                  , <CountText value={item.rejectedCount} /> rejected
                </span>
              )}
            </span>
            {item.order !== null && item.rejectReason === null && (
              <span className="inline-flex items-center gap-2">
                <SideText side={item.order.side} />
                <QuantityText value={item.order.quantity} />
              </span>
            )}
          </div>
          {item.rejectReason !== null && <p className="text-data text-soft">{item.rejectReason}</p>}
          <TimeText value={item.createdAt} className="text-label text-faint" />
        </li>
      ))}
    </ul>
  );
}
