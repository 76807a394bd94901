import type { Field } from "./fields";

/** Something that keeps a row from being submitted, shown under the cell it is about. */
export interface Problem {
  field: Field;
  /** Groups problems of one sort in the issue panel; the wire's code where there is one. */
  kind: string;
  message: string;
}

/** What the rules say of one row, and the figures the totals need. `id` is empty when the row has no usable one. */
export interface Judgement {
  problems: Problem[];
  side: "BUY" | "SELL" | null;
  /** The amount in units of the batch's smallest step; 0n when it cannot be read. */
  units: bigint;
  id: string;
  /** Nothing is written in any cell: such a row waits to be typed and counts for nothing. */
  blank: boolean;
}
