import { CountText } from "@/components/format/count-text";
import { DecimalText, Missing } from "@/components/format/decimal-text";
import { SideText } from "@/components/format/side-text";
import { Figure, FigureStrip } from "@/components/ui/facts";
import type { TotalsText } from "../session/protocol";

type Props = { totals: TotalsText; unit: string; decimals: number };

/** What the rows add up to. Every figure follows from the rows; sums leave out rows with problems. */
export function TotalsStrip({ totals, unit, decimals }: Props) {
  const { rows, valid, withProblems, accepted, buyCount, sellCount } = totals;
  const amount = (value: string) => (
    <DecimalText value={value} decimals={decimals} quietZeros={decimals > 2} />
  );
  const side = totals.net === "0" ? undefined : totals.net.startsWith("-") ? "SELL" : "BUY";
  return (
    <FigureStrip label="Figures of the rows here" className="py-4">
      <Figure
        label="Rows"
        note={
          accepted > 0 ? (
            <>
              <CountText value={accepted} /> in the batch
            </>
          ) : undefined
        }
      >
        <CountText value={rows} />
      </Figure>
      <Figure label="Valid">
        <CountText value={valid} />
      </Figure>
      <Figure label="With problems">
        {withProblems === 0 ? <Missing /> : <CountText value={withProblems} className="text-negative" />}
      </Figure>
      <Figure label={`Buys, ${unit}`} note={<CountText value={buyCount} one="row" />}>
        {amount(totals.buys)}
      </Figure>
      <Figure label={`Sells, ${unit}`} note={<CountText value={sellCount} one="row" />}>
        {amount(totals.sells)}
      </Figure>
      <Figure label={`Net, ${unit}`} note={side && <SideText side={side} />}>
        {side ? amount(totals.net.replace("-", "")) : <Missing />}
      </Figure>
    </FigureStrip>
  );
}
