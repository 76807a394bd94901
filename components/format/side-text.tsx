import { cn } from "@/components/ui/class-names";
import type { Side } from "@/server/domain/allocation/status";

const looks: Record<Side, { mark: string; word: string; colour: string }> = {
  BUY: { mark: "▲", word: "Buy", colour: "text-buy" },
  SELL: { mark: "▼", word: "Sell", colour: "text-sell" },
};

/** Buy or sell: a mark, the word, and only then a colour. */
export function SideText({ side }: { side: Side }) {
  const { mark, word, colour } = looks[side];
  return (
    <span className={cn("inline-flex items-center gap-1.5 align-top font-medium whitespace-nowrap", colour)}>
      <span aria-hidden className="text-[0.7em] leading-none">
        {mark}
      </span>
      {word}
    </span>
  );
}
