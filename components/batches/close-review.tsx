import { DecimalText } from "@/components/format/decimal-text";
import { SideText } from "@/components/format/side-text";
import { Fact, FactList } from "@/components/ui/facts";
import { mixedSideText, partialFillWords } from "./batch-words";
import type { Batch } from "./outputs";
import { amountUnit, netAmount, sideSum } from "./sums";

/** What closing will send. It leaves the number of rows out on purpose: that one comes from the operator. */
export function CloseReview({ batch }: { batch: Batch }) {
  const { asset, decimals } = amountUnit(batch);
  const net = netAmount(batch.sides);
  const both = batch.sides.filter(({ accepted }) => accepted > 0).length > 1;
  const amount = (value: string) => <DecimalText value={value} decimals={decimals} unit={asset} />;
  return (
    <FactList className="border-t">
      {both && (
        <>
          <Fact label="Buys">{amount(sideSum(batch.sides, "BUY", "amount"))}</Fact>
          <Fact label="Sells">{amount(sideSum(batch.sides, "SELL", "amount"))}</Fact>
        </>
      )}
      <Fact
        label={`Market order on ${batch.symbol}`}
        note={both ? mixedSideText(batch.mixedSides) : undefined}
      >
        {net.side === null ? (
          <span className="text-negative">Buys and sells cancel out, so the batch would be rejected</span>
        ) : (
          <span className="inline-flex items-baseline gap-2">
            <SideText side={net.side} />
            {amount(net.size)}
          </span>
        )}
      </Fact>
      <Fact label="If it is filled only in part">{partialFillWords[batch.partialFill]}</Fact>
    </FactList>
  );
}
