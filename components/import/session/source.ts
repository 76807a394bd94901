import { type CsvSheet, type Delimiter, readCsv } from "../pipeline/csv";
import { decodeText, type Encoding } from "../pipeline/decode";
import { contentHash } from "../pipeline/ids";
import { checkRowLimit, FileRefused } from "../pipeline/limits";
import {
  type Column,
  describeColumns,
  findHeader,
  headerSignature,
  type Mapping,
  proposeMapping,
} from "../pipeline/mapping";
import type { Notice, Sheet } from "../pipeline/sheet";
import { sniff } from "../pipeline/sniff";
import { readXlsx, type Workbook } from "../pipeline/xlsx";

/** How the operator wants a source read, where the guess was wrong. */
export interface ReadingChoice {
  delimiter?: Delimiter;
  encoding?: Encoding;
  sheetName?: string;
  /** Place among the non-blank rows, or null for "there is no header". */
  headerRow?: number | null;
}

/** Everything the mapping step shows of a source. */
export interface SourceReading {
  name: string;
  kind: "text" | "xlsx";
  encoding?: Encoding;
  delimiter?: Delimiter;
  sheets: { name: string; hidden: boolean; rows: number }[];
  /** Undefined while several sheets could be meant and a person must choose. */
  sheetName?: string;
  headerRow: number | null;
  /** The first rows as read, for choosing the header. */
  head: { place: number; cells: string[] }[];
  columns: Column[];
  rows: number;
  notices: Notice[];
  signature: string;
  proposal: { mapping: Mapping; missing: string[]; complete: boolean };
}

/** A dropped or pasted source, kept as bytes so that it can be read again in another way without asking for it again. */
export class Source {
  sheet: Sheet | undefined;
  reading: SourceReading | undefined;
  private workbook: Workbook | undefined;
  private hashed: string | undefined;

  constructor(
    readonly name: string,
    private readonly bytes: Uint8Array<ArrayBuffer>,
  ) {}

  /** The hash of the content, from which generated ids are made. */
  async hash(): Promise<string> {
    this.hashed ??= await contentHash(this.bytes);
    return this.hashed;
  }

  /** Reads the source; throws FileRefused with a sentence when it cannot be. */
  async read(choice: ReadingChoice = {}): Promise<SourceReading> {
    this.reading = sniff(this.bytes) === "xlsx" ? await this.readWorkbook(choice) : this.readText(choice);
    return this.reading;
  }

  private readText(choice: ReadingChoice): SourceReading {
    const { text, encoding } = decodeText(this.bytes, choice.encoding);
    const sheet: CsvSheet = readCsv(text, choice.delimiter);
    const notices = encoding === "UTF-8" ? sheet.notices : [...sheet.notices, encodingNotice(encoding)];
    const described = this.describe({ ...sheet, notices }, choice.headerRow);
    return { ...described, kind: "text", encoding, delimiter: sheet.delimiter };
  }

  private async readWorkbook(choice: ReadingChoice): Promise<SourceReading> {
    this.workbook ??= await readXlsx(this.bytes);
    const { sheets } = this.workbook;
    const wanted = choice.sheetName ?? likelySheet(this.workbook);
    const chosen = sheets.find(({ name }) => name === wanted);
    const listed = sheets.map(({ name, hidden, sheet }) => ({ name, hidden, rows: sheet.rows.length }));
    const described = this.describe(chosen?.sheet ?? nothingRead, choice.headerRow);
    return { ...described, kind: "xlsx", sheets: listed, ...(chosen ? { sheetName: chosen.name } : {}) };
  }

  private describe(sheet: Sheet, wantedHeader: number | null | undefined): Omit<SourceReading, "kind"> {
    const headerRow = wantedHeader === undefined ? findHeader(sheet.rows) : wantedHeader;
    const columns = describeColumns(sheet, headerRow);
    const headers = columns.map(({ header }) => header);
    const rows = sheet.rows.length - (headerRow === null ? 0 : headerRow + 1);
    checkRowLimit(rows);
    if (rows === 0 && headerRow !== null) throw new FileRefused("There is a header but no row under it.");
    this.sheet = sheet;
    return {
      name: this.name,
      sheets: [],
      headerRow,
      head: sheet.rows.slice(0, 12).map((row, place) => ({ place, cells: row.slice(0, 12) })),
      columns,
      rows,
      notices: sheet.notices,
      signature: headerRow === null ? "" : headerSignature(headers),
      proposal: headerRow === null ? proposeMapping([]) : proposeMapping(headers),
    };
  }
}

const nothingRead: Sheet = { rows: [], numbers: [], blankRows: 0, notices: [], damage: new Map() };

const encodingNotice = (encoding: Encoding): Notice => ({ kind: "encoding", text: `Read as ${encoding}` });

/** The one visible sheet, or the one among several whose header names our fields; undefined when a person must choose. */
function likelySheet({ sheets }: Workbook): string | undefined {
  const visible = sheets.filter(({ hidden }) => !hidden);
  const [only, second] = visible;
  if (only && !second) return only.name;
  const matching = visible.filter(({ sheet }) => findHeader(sheet.rows) !== null);
  const [match, another] = matching;
  return match && !another ? match.name : undefined;
}
