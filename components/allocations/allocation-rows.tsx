"use client";

import { useQueryState } from "nuqs";
import type { Batch } from "@/components/batches/outputs";
import { amountUnit } from "@/components/batches/sums";
import { DecimalText } from "@/components/format/decimal-text";
import { QuantityText, UsdText } from "@/components/format/money-text";
import { SideText } from "@/components/format/side-text";
import { AllocationStatusText } from "@/components/format/status-text";
import { CopyId } from "@/components/ui/copy-id";
import { RowButton, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import { allocationFilters } from "./allocation-filters";
import type { AllocationItem } from "./outputs";

type Props = { batch: Batch; items: readonly AllocationItem[] };

/** The allocations on screens from 768 px on. Where a row has no result, its reason takes the place. */
export function AllocationTable({ batch, items }: Props) {
  const { asset } = amountUnit(batch);
  return (
    <TableRegion label="Table of allocations" fitsFrom="xl" className="hidden md:block">
      <Table caption="Allocations in the order they came">
        <thead>
          <tr>
            <Th>Account</Th>
            <Th>Side</Th>
            <Th numeric unit={asset}>
              Requested
            </Th>
            <Th>Status</Th>
            <Th numeric unit={batch.instrument?.baseAsset ?? batch.symbol}>
              Quantity
            </Th>
            <Th numeric unit="USD">
              Gross
            </Th>
            <Th numeric unit="USD">
              Fee
            </Th>
            <Th numeric unit="USD">
              Net money
            </Th>
            <Th className="text-right">Client transaction id</Th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <AllocationTableRow key={item.clientTransactionId} batch={batch} item={item} />
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

function AllocationTableRow({ batch, item }: { batch: Batch; item: AllocationItem }) {
  const [row, setRow] = useQueryState("row", allocationFilters.row);
  const { decimals } = amountUnit(batch);
  return (
    <Tr open={row === item.clientTransactionId}>
      <RowTh>
        <RowButton onClick={() => void setRow(item.clientTransactionId)} aria-haspopup="dialog">
          {item.account}
        </RowButton>
      </RowTh>
      <Td>
        <SideText side={item.side} />
      </Td>
      <Td numeric>
        <Requested item={item} decimals={decimals} />
      </Td>
      <Td>
        <AllocationStatusText status={item.status} />
      </Td>
      {item.rejectReason === null ? (
        <Result batch={batch} item={item} />
      ) : (
        <Td colSpan={4} className="max-w-0 truncate text-soft" title={item.rejectReason}>
          {item.rejectReason}
        </Td>
      )}
      <Td className="text-right">
        <CopyId id={item.clientTransactionId} of="client transaction id" />
      </Td>
    </Tr>
  );
}

/** As many decimals as the column has, or as the sender wrote when they were more: an amount is never shown rounded. */
function Requested({ item, decimals }: { item: AllocationItem; decimals: number }) {
  const written = item.amount.split(".")[1]?.length ?? 0;
  return <DecimalText value={item.amount} decimals={Math.max(decimals, written)} quietZeros={decimals > 2} />;
}

function Result({ batch, item }: { batch: Batch; item: AllocationItem }) {
  return (
    <>
      <Td numeric>
        <QuantityText value={item.quantity} decimals={batch.instrument?.quantityDecimals ?? 8} />
      </Td>
      <Td numeric>
        <UsdText value={item.gross} />
      </Td>
      <Td numeric>
        <UsdText value={item.fee} />
      </Td>
      <Td numeric className="font-medium">
        <UsdText value={item.netMoney} />
      </Td>
    </>
  );
}

/** The allocations on narrow screens, one block each. */
export function AllocationCards({ batch, items }: Props) {
  const { asset, decimals } = amountUnit(batch);
  const [, setRow] = useQueryState("row", allocationFilters.row);
  return (
    <ul className="flex flex-col border-t md:hidden">
      {items.map((item) => (
        <li key={item.clientTransactionId} className="relative flex flex-col gap-1 border-b py-3 text-data">
          <div className="flex items-center justify-between gap-4">
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => void setRow(item.clientTransactionId)}
              className="text-body font-medium after:absolute after:inset-0"
            >
              {item.account}
            </button>
            <AllocationStatusText status={item.status} />
          </div>
          <div className="flex items-center justify-between gap-4 text-soft">
            <span className="inline-flex items-center gap-2">
              <SideText side={item.side} />
              <span>
                <Requested item={item} decimals={decimals} /> {asset}
              </span>
            </span>
            {item.netMoney !== null && <UsdText value={item.netMoney} unit className="text-ink" />}
          </div>
          {item.rejectReason !== null && <p className="text-soft">{item.rejectReason}</p>}
        </li>
      ))}
    </ul>
  );
}
