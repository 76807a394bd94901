"use client";

import { useQuery } from "@tanstack/react-query";
import { DecimalText } from "@/components/format/decimal-text";
import { SideText } from "@/components/format/side-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { ButtonLink } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-id";
import { TableSkeleton } from "@/components/ui/skeleton";
import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Batch } from "./outputs";
import { rejectedRowsInput, rejectedRowsShown } from "./rejected-rows-input";
import { amountUnit } from "./sums";

type Props = { batch: Batch; title: string; text: string };

/** The first rejected rows with their reasons. */
export function RejectedRows({ batch, title, text }: Props) {
  const trpc = useTRPC();
  const { batchTransactionId } = batch;
  const list = useQuery(trpc.allocations.list.queryOptions(rejectedRowsInput(batchTransactionId)));
  const count = batch.refusedCount + batch.rejectedCount;
  return (
    <section aria-labelledby="rejected-rows" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div>
          <h2 id="rejected-rows" className="text-lead font-semibold">
            {title}
          </h2>
          <p className="text-soft">{text}</p>
        </div>
        {count > rejectedRowsShown && (
          <ButtonLink href={path.allocations(batchTransactionId, { status: "REJECTED" })}>
            Show all of them
          </ButtonLink>
        )}
      </div>
      {list.isError ? (
        <FailureNotice
          error={list.error}
          title="The rejected rows could not be read"
          nothingSaved="Reading saves nothing, so nothing was changed."
          onRetry={() => void list.refetch()}
          busy={list.isFetching}
        />
      ) : list.data === undefined ? (
        <TableSkeleton
          rows={Math.min(count, rejectedRowsShown)}
          columns={5}
          label="Reading the rejected rows"
        />
      ) : (
        <>
          <RowsTable batch={batch} rows={list.data.items} />
          <RowCards batch={batch} rows={list.data.items} />
        </>
      )}
    </section>
  );
}

type Row = {
  clientTransactionId: string;
  account: string;
  side: "BUY" | "SELL";
  amount: string;
  rejectReason: string | null;
};

function RowsTable({ batch, rows }: { batch: Batch; rows: readonly Row[] }) {
  const { asset } = amountUnit(batch);
  return (
    <TableRegion label="Table of rejected rows" fitsFrom="lg" className="hidden md:block">
      <Table caption="Rejected rows with their reasons">
        <thead>
          <tr>
            <Th>Account</Th>
            <Th>Side</Th>
            <Th numeric unit={asset}>
              Requested
            </Th>
            <Th>Reason</Th>
            <Th>Client transaction id</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.clientTransactionId}>
              <RowTh className="font-medium">{row.account}</RowTh>
              <Td>
                <SideText side={row.side} />
              </Td>
              <Td numeric>
                <DecimalText value={row.amount} />
              </Td>
              <Td className="min-w-56">{row.rejectReason}</Td>
              <Td>
                <CopyId id={row.clientTransactionId} of="client transaction id" />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

/** The same on narrow screens, where the reason must not hide beyond the edge. */
function RowCards({ batch, rows }: { batch: Batch; rows: readonly Row[] }) {
  const { asset } = amountUnit(batch);
  return (
    <ul className="flex flex-col border-t text-data md:hidden">
      {rows.map((row) => (
        <li key={row.clientTransactionId} className="flex flex-col gap-1 border-b py-3">
          <div className="flex items-center justify-between gap-4">
            <span className="text-body font-medium">{row.account}</span>
            <span className="inline-flex items-center gap-2">
              <SideText side={row.side} />
              <DecimalText value={row.amount} unit={asset} />
            </span>
          </div>
          <p>{row.rejectReason}</p>
          <CopyId id={row.clientTransactionId} of="client transaction id" />
        </li>
      ))}
    </ul>
  );
}
