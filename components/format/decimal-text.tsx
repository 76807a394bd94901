import { cn } from "@/components/ui/class-names";
import { groupDecimal, idleZeros } from "./decimal";

type Props = {
  /** Exact decimal text; null where there is no figure. */
  value: string | null | undefined;
  /** Fixed for a column, so that points stand under points. */
  decimals?: number;
  /** Written after the figure when no heading names it. */
  unit?: string;
  /** Zeros at the end that only fill the column are set back. */
  quietZeros?: boolean;
  className?: string;
};

/** An exact figure: grouped, never through a floating number, with all its digits on hover when some are not shown. */
export function DecimalText({ value, decimals, unit, quietZeros = false, className }: Props) {
  if (value === null || value === undefined) return <Missing />;
  const shown = groupDecimal(value, decimals);
  const [head, zeros] = quietZeros ? idleZeros(shown) : [shown, ""];
  const whole = groupDecimal(value);
  const more = whole === shown ? undefined : unit === undefined ? whole : `${whole} ${unit}`;
  return (
    <span className={cn("whitespace-nowrap", className)} title={more}>
      {head}
      {zeros !== "" && <span className="text-faint">{zeros}</span>}
      {unit !== undefined && <span className="ml-1 font-normal text-faint">{unit}</span>}
    </span>
  );
}

/** No figure: a dash to the eye, a word to the ear. */
export function Missing({ word = "none" }: { word?: string }) {
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{word}</span>
    </span>
  );
}
