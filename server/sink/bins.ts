import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Behaviour, decideFate, type Fate, parseBehaviour, seededRandom } from "./behaviour";

/** One request as it is logged. A body that is not UTF-8 is in `bodyBase64` instead of `body`. */
export type ReceivedRequest = {
  receivedAt: string;
  bin: string;
  headers: Record<string, string | string[] | undefined>;
  body?: string;
  bodyBase64?: string;
  answered: Fate;
};

const largestLogBytes = 50 * 1024 * 1024;
/** What one reading may hold in memory. */
const largestReadBytes = 16 * 1024 * 1024;
const blockBytes = 256 * 1024;
const newline = 0x0a;

export type Bins = ReturnType<typeof openBins>;

/**
 * The bins of a directory, made when missing: a log of lines per bin, appended before the request is answered, so that what was answered
 * survives a kill. A log above `largestLog` bytes is set aside as `<bin>.ndjson.1`.
 */
export function openBins({ home, largestLog = largestLogBytes }: { home: string; largestLog?: number }) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const logOf = (bin: string) => join(home, `${bin}.ndjson`);
  const behaviourFileOf = (bin: string) => join(home, `${bin}.behaviour.json`);
  const states = new Map<string, { behaviour: Behaviour; random: () => number }>();
  /** Logs whose end is known to be a whole line. */
  const whole = new Set<string>();

  function stateOf(bin: string) {
    const known = states.get(bin);
    if (known) return known;
    const behaviour = parseBehaviour(readJson(behaviourFileOf(bin)) ?? {});
    const state = { behaviour, random: seededRandom(behaviour.seed) };
    states.set(bin, state);
    return state;
  }

  return {
    getBehaviour: (bin: string): Behaviour => stateOf(bin).behaviour,
    /** Replaces the behaviour and starts its random choices again. It outlives a restart of the sink. */
    setBehaviour(bin: string, body: unknown): Behaviour {
      const behaviour = parseBehaviour(body);
      const file = behaviourFileOf(bin);
      writeFileSync(`${file}.new`, JSON.stringify(behaviour));
      renameSync(`${file}.new`, file);
      states.set(bin, { behaviour, random: seededRandom(behaviour.seed) });
      return behaviour;
    },
    /** Decides what becomes of the request and logs it with that. */
    receive(bin: string, headers: ReceivedRequest["headers"], bytes: Buffer): Fate {
      const { behaviour, random } = stateOf(bin);
      const answered = decideFate(behaviour, random);
      const receivedAt = new Date().toISOString();
      const line: ReceivedRequest = { receivedAt, bin, headers, ...bodyOf(bytes), answered };
      const log = logOf(bin);
      if (!whole.has(bin)) endLastLine(log);
      whole.delete(bin);
      appendFileSync(log, `${JSON.stringify(line)}\n`);
      whole.add(bin);
      if (statSync(log).size > largestLog) renameSync(log, `${log}.1`);
      return answered;
    },
    /** The latest requests, newest first. */
    list(bin: string, limit: number): ReceivedRequest[] {
      const lines = lastLines(logOf(bin), limit);
      if (lines.length < limit) lines.push(...lastLines(`${logOf(bin)}.1`, limit - lines.length));
      return lines.flatMap((line) => parseLine(line));
    },
  };
}

function bodyOf(bytes: Buffer): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { bodyBase64: bytes.toString("base64") };
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A process that was killed while it wrote may have left half a line; the next one must not be glued to it. */
function endLastLine(log: string): void {
  const file = openSync(log, "a+");
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline)
      appendFileSync(file, "\n");
  } finally {
    closeSync(file);
  }
}

/** The last lines of a file, the last one first, read from its end; fewer than asked when they are larger than a reading may be. */
function lastLines(log: string, limit: number): string[] {
  if (statSync(log, { throwIfNoEntry: false }) === undefined) return [];
  const file = openSync(log, "r");
  try {
    let start = fstatSync(file).size;
    const blocks: Buffer[] = [];
    let ends = 0;
    while (start > 0 && ends <= limit && blocks.length * blockBytes < largestReadBytes) {
      const length = Math.min(blockBytes, start);
      const block = Buffer.alloc(length);
      start -= length;
      readSync(file, block, 0, length, start);
      ends += block.filter((byte) => byte === newline).length;
      blocks.unshift(block);
    }
    const lines = Buffer.concat(blocks).toString("utf8").split("\n");
    if (start > 0) lines.shift();
    return lines
      .filter((line) => line !== "")
      .slice(-limit)
      .reverse();
  } finally {
    closeSync(file);
  }
}

/** Our own line, or nothing when a kill cut it short. */
function parseLine(line: string): ReceivedRequest[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
