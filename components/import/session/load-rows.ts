import { type ImportField, importFields } from "@/server/domain/allocation/columns";
import type { Column, Mapping, Source } from "../pipeline/mapping";
import type { Sheet } from "../pipeline/sheet";
import type { Problem } from "./problems";
import type { RowStore } from "./row-store";

export interface LoadPlan {
  sheet: Sheet;
  headerRow: number | null;
  columns: Column[];
  mapping: Mapping;
  makeId: (rowNumber: number) => string;
}

/** Rows loaded from a sheet, with what was found wrong while reading them. */
export interface LoadedRows {
  rows: number[];
  damage: Map<number, Problem>;
}

/** Takes over the order of the dropped file's columns, for downloads in the same shape. */
function keepLayout(store: RowStore, plan: LoadPlan): number[] {
  const fieldAt = new Map<number, ImportField>();
  for (const field of importFields) {
    const source = plan.mapping[field];
    if (source.from === "column") fieldAt.set(source.position, field);
  }
  const extraPositions: number[] = [];
  store.layout = plan.columns.map(({ header }, position) => {
    const field = fieldAt.get(position) ?? null;
    if (field === null) extraPositions.push(position);
    return { header, field };
  });
  store.extras = extraPositions.map((position) => ({
    header: plan.columns[position]?.header ?? "",
    cells: [],
  }));
  return extraPositions;
}

/** Extra columns of a further file go under the header of the same name; columns the first file lacked are left out. */
function matchExtras(store: RowStore, plan: LoadPlan): (number | undefined)[] {
  return store.extras.map((extra) => {
    const position = plan.columns.findIndex((column) => column.header === extra.header);
    return position < 0 ? undefined : position;
  });
}

/** Appends the sheet's rows under the mapping. The first load into an empty store also sets the layout for downloads. */
export function loadRows(store: RowStore, plan: LoadPlan): LoadedRows {
  const { sheet, mapping, columns } = plan;
  const extraPositions = store.length === 0 ? keepLayout(store, plan) : matchExtras(store, plan);
  const damage = new Map<number, Problem>();
  const first = plan.headerRow === null ? 0 : plan.headerRow + 1;
  const numbers = sheet.numbers.slice(first);
  const rows = store.appendColumns(numbers, (field) => fieldCells(plan, mapping[field], first));
  const [firstRow = 0] = rows;
  extraPositions.forEach((position, extra) => {
    const column = store.extras[extra];
    if (!column || position === undefined) return;
    for (let index = first; index < sheet.rows.length; index++) {
      column.cells[firstRow + index - first] = sheet.rows[index]?.[position] ?? "";
    }
  });
  for (let index = first; index < sheet.rows.length; index++) {
    const problem = damageOf(sheet, index, columns.length, plan.headerRow !== null);
    if (problem) damage.set(firstRow + index - first, problem);
  }
  return { rows, damage };
}

/** The cells of one field from the first row on. */
function fieldCells({ sheet, makeId }: LoadPlan, source: Source, first: number): string[] {
  const cells: string[] = [];
  for (let index = first; index < sheet.rows.length; index++) {
    if (source.from === "column") cells.push(sheet.rows[index]?.[source.position] ?? "");
    else if (source.from === "constant") cells.push(source.text);
    else cells.push(source.from === "generated" ? makeId(sheet.numbers[index] ?? 0) : "");
  }
  return cells;
}

function damageOf(sheet: Sheet, index: number, width: number, hasHeader: boolean): Problem | undefined {
  const quotes = sheet.damage.get(index);
  if (quotes !== undefined) return { field: "account", kind: "row:quotes", message: quotes };
  const source = sheet.rows[index] ?? [];
  if (!hasHeader || source.length <= width || source.slice(width).every((cell) => cell === ""))
    return undefined;
  return {
    field: "account",
    kind: "row:ragged",
    message: `The row has ${source.length} cells, the header ${width}: its values may have moved to the wrong columns.`,
  };
}
