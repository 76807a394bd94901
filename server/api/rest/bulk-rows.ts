import { Readable } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { CsvError, parse as parseCsv } from "csv-parse";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { AppError } from "@/server/domain/errors";
import { decodeText, jsonRefusal } from "./body";
import { bulkRow, requestOf } from "./contract";
import { describeFault, safeRead } from "./fields";
import { JsonNumber, type JsonValue, parseJson, parseJsonItems } from "./strict-json";

export const MOST_ROWS = 100_000;

export const bulkTypes = ["application/json", "application/x-ndjson", "text/csv"] as const;
export type BulkType = (typeof bulkTypes)[number];

/** A row as it stands in the body; `line` is its line number where rows have lines. */
type RawRow = { value: unknown; line?: number };

/** Rows read between two turns of the event loop, so that other calls are served while a large body is read. */
const rowsPerTurn = 1_000;

/**
 * The rows of a bulk body as requests for the batch, all or none: the first malformed row throws BODY_INVALID that names row and
 * field, more than 100,000 rows throw TOO_LARGE. Gives the event loop a turn after every thousand rows.
 */
export async function readBulkRows(
  bytes: Uint8Array,
  type: BulkType,
  batchTransactionId: string,
): Promise<AllocationRequest[]> {
  const requests: AllocationRequest[] = [];
  for await (const row of rawRows(bytes, type)) {
    if (requests.length === MOST_ROWS) {
      throw new AppError("TOO_LARGE", `the body holds more than ${MOST_ROWS} rows`, { limit: MOST_ROWS });
    }
    requests.push(readRow(row, requests.length, batchTransactionId));
    if (requests.length % rowsPerTurn === 0) await breathe();
  }
  if (requests.length === 0) throw new AppError("BODY_INVALID", "the body holds no rows");
  return requests;
}

function rawRows(bytes: Uint8Array, type: BulkType): AsyncIterable<RawRow> | Iterable<RawRow> {
  const text = decodeText(bytes);
  if (type === "text/csv") return csvRows(text);
  return type === "application/json" ? jsonRows(text) : ndjsonRows(text);
}

function* jsonRows(text: string): Generator<RawRow> {
  try {
    for (const value of parseJsonItems(text)) yield { value };
  } catch (error) {
    throw jsonRefusal(error);
  }
}

function* ndjsonRows(text: string): Generator<RawRow> {
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const content = text.slice(from, end === -1 ? text.length : end);
    from = end === -1 ? text.length : end + 1;
    line += 1;
    if (content.trim() !== "") yield { value: parseLine(content, line), line };
  }
}

function parseLine(content: string, line: number): JsonValue {
  try {
    return parseJson(content);
  } catch (error) {
    throw jsonRefusal(error, `line ${line}`);
  }
}

const columns: ReadonlySet<string> = new Set(Object.keys(bulkRow.shape));
const requiredColumns = ["account", "amount", "clientTransactionId", "side", "symbol"];

/** Cells as the JSON values they stand for: an empty optional cell is absent, a number keeps its text. */
async function* csvRows(text: string): AsyncGenerator<RawRow> {
  const parser = parseCsv({ bom: true, info: true, skip_empty_lines: true, max_record_size: 16_384 });
  Readable.from(pieces(text)).pipe(parser);
  let header: string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (header === undefined) header = readHeader(record);
      else yield { value: rowOfCells(header, record), line: info.lines };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` at line ${error.lines}` : "";
    throw new AppError("BODY_INVALID", `the body is not valid CSV${line}: ${csvFault(error.code)}`);
  }
}

type CsvRecord = { record: string[]; info: { lines: number } };

const csvFault = (code: string): string => code.replace(/^CSV_/, "").replaceAll("_", " ").toLowerCase();

const pieceLength = 64 * 1024;

function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength);
}

function readHeader(cells: string[]): string[] {
  const repeated = cells.find((name, index) => cells.indexOf(name) !== index);
  const unknown = cells.find((name) => !columns.has(name));
  const missing = requiredColumns.find((name) => !cells.includes(name));
  const say = (what: string, name: string): AppError =>
    new AppError("BODY_INVALID", `the header ${what} ${JSON.stringify(name.slice(0, 64))}`, {
      field: name.slice(0, 64),
    });
  if (repeated !== undefined) throw say("repeats the column", repeated);
  if (unknown !== undefined) throw say("has the unknown column", unknown);
  if (missing !== undefined) throw say("lacks the column", missing);
  return cells;
}

const optionalColumns: ReadonlySet<string> = new Set([
  "batchTransactionId",
  "bpsCommission",
  "fixedCommission",
]);

function rowOfCells(header: readonly string[], cells: readonly string[]): unknown {
  const row: Record<string, string | JsonNumber> = {};
  header.forEach((name, index) => {
    const cell = cells[index] ?? "";
    if (cell === "" && optionalColumns.has(name)) return;
    row[name] = name === "bpsCommission" ? new JsonNumber(cell) : cell;
  });
  return row;
}

function readRow(raw: RawRow, index: number, batchTransactionId: string): AllocationRequest {
  const read = safeRead(bulkRow, raw.value);
  if (!read.success) throw rowFault(raw, index, describeFault(read.error, "the row"));
  const row = read.data;
  if (row.batchTransactionId !== undefined && row.batchTransactionId !== batchTransactionId) {
    const message = "batchTransactionId is not the batch of the path";
    throw rowFault(raw, index, { field: "batchTransactionId", message });
  }
  return requestOf(row, batchTransactionId);
}

function rowFault(raw: RawRow, index: number, fault: { field: string; message: string }): AppError {
  const where = raw.line === undefined ? `row ${index}` : `row ${index} (line ${raw.line})`;
  return new AppError("BODY_INVALID", `${where}: ${fault.message}; nothing was stored`, {
    index,
    ...(raw.line === undefined ? {} : { line: raw.line }),
    ...(fault.field === "" ? {} : { field: fault.field }),
  });
}
