/** A table as read, before any column has a meaning. Cells are clean text; nothing was ever a number. */
export interface Sheet {
  /** Non-blank rows, each as long as the file had cells. */
  rows: string[][];
  /** The row number a spreadsheet program shows for each of them. */
  numbers: number[];
  blankRows: number;
  notices: Notice[];
  /** Rows with damage found while reading (an open quote), by index into `rows`. */
  damage: Map<number, string>;
}

/** Something the operator should know about the file as a whole. */
export interface Notice {
  kind: "blank-rows" | "columns" | "long-cells" | "encoding" | "hidden-rows" | "quotes" | "header" | "sheet";
  text: string;
}

/** Words for a count: "1 row", "2,000 rows". */
export const counted = (count: number, noun: string): string =>
  `${new Intl.NumberFormat("en-US").format(count)} ${noun}${count === 1 ? "" : "s"}`;
