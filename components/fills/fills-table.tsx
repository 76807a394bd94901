import { CircleCheck, CircleX } from "lucide-react";
import type { Batch, BatchOrder } from "@/components/batches/outputs";
import { costTie, quantityTies } from "@/components/batches/sums";
import { CountText } from "@/components/format/count-text";
import { DecimalText } from "@/components/format/decimal-text";
import { QuantityText } from "@/components/format/money-text";
import { TimeText } from "@/components/format/time-text";
import { CopyId } from "@/components/ui/copy-id";
import { RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";

type Props = {
  batch: Batch;
  order: BatchOrder;
  running: readonly { cumulativeQuantity: string; averagePrice: string }[];
};

/** Every fill with what it made of the order so far; the foot says whether they tie to the order. */
export function FillsTable({ batch, order, running }: Props) {
  const asset = batch.instrument?.baseAsset ?? batch.symbol;
  const quantityDecimals = batch.instrument?.quantityDecimals ?? 8;
  const priceDecimals = batch.instrument?.priceDecimals ?? 2;
  return (
    <TableRegion label="Table of fills" fitsFrom="lg">
      <Table caption="Fills in the order of execution">
        <thead>
          <tr>
            <Th numeric className="text-left">
              Fill
            </Th>
            <Th>Time</Th>
            <Th>Execution id</Th>
            <Th numeric unit={asset}>
              Quantity
            </Th>
            <Th numeric unit="USD">
              Price
            </Th>
            <Th numeric unit={asset}>
              Filled so far
            </Th>
            <Th numeric unit="USD">
              Average so far
            </Th>
          </tr>
        </thead>
        <tbody>
          {order.fills.map((fill, at) => (
            <Tr key={fill.executionId}>
              <RowTh>
                <CountText value={at + 1} />
              </RowTh>
              <Td>
                <TimeText value={fill.executedAt} kind="clock" />
              </Td>
              <Td>
                <CopyId id={fill.executionId} of="execution id" whole className="whitespace-nowrap" />
              </Td>
              <Td numeric>
                <QuantityText value={fill.quantity} decimals={quantityDecimals} />
              </Td>
              <Td numeric>
                <DecimalText value={fill.price} decimals={priceDecimals} />
              </Td>
              <Td numeric>
                <QuantityText value={running[at]?.cumulativeQuantity} decimals={quantityDecimals} />
              </Td>
              <Td numeric>
                <DecimalText value={running[at]?.averagePrice} decimals={priceDecimals} />
              </Td>
            </Tr>
          ))}
        </tbody>
        <Foot batch={batch} order={order} />
      </Table>
    </TableRegion>
  );
}

function Foot({ batch, order }: { batch: Batch; order: BatchOrder }) {
  const quantityDecimals = batch.instrument?.quantityDecimals ?? 8;
  const ties = quantityTies(batch.sides, order).fills.ties && costTie(order).ties;
  const Icon = ties ? CircleCheck : CircleX;
  return (
    <tfoot>
      <tr className="font-medium">
        <th scope="row" colSpan={3} className="h-row text-left font-medium">
          <span className="inline-flex items-center gap-2">
            <Icon aria-hidden className={ties ? "size-4 text-positive" : "size-4 text-negative"} />
            {ties ? "Ties to the order" : "Does not tie to the order"}
          </span>
        </th>
        <td className="px-3 text-right whitespace-nowrap">
          <QuantityText value={order.cumulativeQuantity} decimals={quantityDecimals} />
        </td>
        <td />
        <td />
        <td className="text-right whitespace-nowrap">
          <DecimalText value={order.averagePrice} decimals={batch.instrument?.priceDecimals ?? 2} />
        </td>
      </tr>
    </tfoot>
  );
}
