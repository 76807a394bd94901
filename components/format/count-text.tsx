import { cn } from "@/components/ui/class-names";
import { countOf, groupCount } from "./decimal";

type Props = { value: number; one?: string; many?: string; className?: string };

/** A count with grouped thousands, with its noun when one is given. */
export function CountText({ value, one, many, className }: Props) {
  const text = one === undefined ? groupCount(value) : countOf(value, one, many);
  return <span className={cn("whitespace-nowrap", className)}>{text}</span>;
}
