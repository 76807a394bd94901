import type { Chunk, RowResult } from "../session/submission";

export type SubmitState = "running" | "paused" | "waiting" | "done" | "cancelled" | "failed";

export interface SubmitProgress {
  state: SubmitState;
  /** Rows the server has answered, of those to send. */
  acknowledged: number;
  all: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Rows a second over the time it was running; 0 until the first answer. */
  rate: number;
  /** Why it waits or failed. */
  why: string | undefined;
}

export interface ChunkAnswer {
  accepted: number;
  rejected: number;
  duplicates: number;
  results: RowResult[];
}

/** What a failed call means: the same chunk may be sent again (after a while), or it will never be taken. */
export type Fault = { retry: true; afterMs?: number; why: string } | { retry: false; why: string };

export interface SubmitPorts {
  take: (most: number) => Promise<Chunk | undefined>;
  send: (chunk: Chunk, signal: AbortSignal) => Promise<ChunkAnswer>;
  settle: (rowIds: number[], results: RowResult[]) => Promise<void>;
  explain: (fault: unknown) => Fault;
  /** Resolves after the time, when the network is back, or when the signal aborts. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  changed: (progress: SubmitProgress) => void;
}

const chunkRows = 1_000;
const inFlight = 3;
const firstWaitMs = 500;
const longestWaitMs = 10_000;

/**
 * Sends the rows of a submission in chunks, a few at a time. A chunk whose answer was lost is sent again unchanged: the
 * server knows its rows by their client transaction ids. Progress counts answers, never sendings.
 */
export class SubmitQueue {
  private progress: SubmitProgress;
  private readonly abort = new AbortController();
  private resumeWaiters: (() => void)[] = [];
  private paused = false;
  private runningMs = 0;
  private since: number;

  constructor(
    all: number,
    private readonly ports: SubmitPorts,
  ) {
    this.since = ports.now();
    this.progress = {
      state: "running",
      acknowledged: 0,
      all,
      accepted: 0,
      duplicates: 0,
      rejected: 0,
      rate: 0,
      why: undefined,
    };
  }

  /** Runs until everything is answered, it is cancelled, or the server refuses for good; answers the final progress. */
  async run(): Promise<SubmitProgress> {
    this.ports.changed(this.progress);
    await Promise.all(Array.from({ length: inFlight }, () => this.sender()));
    const { state } = this.progress;
    if (state !== "failed" && state !== "cancelled") this.update({ state: "done", why: undefined });
    return this.progress;
  }

  /** Lets what is under way be answered and sends nothing more until resumed. */
  pause(): void {
    if (this.paused || this.abort.signal.aborted) return;
    this.paused = true;
    this.runningMs += this.ports.now() - this.since;
    this.update({ state: "paused" });
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.since = this.ports.now();
    this.update({ state: "running", why: undefined });
    for (const wake of this.resumeWaiters.splice(0)) wake();
  }

  /** Stops at once. Rows whose answer is lost by this are sent again by the next submission, without harm. */
  cancel(): void {
    this.stop({ state: "cancelled" });
  }

  private stop(change: Partial<SubmitProgress>): void {
    if (this.abort.signal.aborted) return;
    this.update(change);
    this.abort.abort();
    for (const wake of this.resumeWaiters.splice(0)) wake();
  }

  private async sender(): Promise<void> {
    for (;;) {
      await this.whilePaused();
      if (this.abort.signal.aborted) return;
      const chunk = await this.ports.take(chunkRows);
      if (!chunk) return;
      if (chunk.rows.length > 0) await this.deliver(chunk);
    }
  }

  /** Sends one chunk until it is answered, waiting longer after each failure. */
  private async deliver(chunk: Chunk): Promise<void> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      await this.whilePaused();
      if (this.abort.signal.aborted) return;
      try {
        const answer = await this.ports.send(chunk, this.abort.signal);
        await this.ports.settle(chunk.rowIds, answer.results);
        this.count(chunk, answer);
        return;
      } catch (error) {
        if (this.abort.signal.aborted) return;
        const fault = this.ports.explain(error);
        if (!fault.retry) {
          this.stop({ state: "failed", why: fault.why });
          return;
        }
        if (!this.paused) this.update({ state: "waiting", why: fault.why });
        await this.ports.wait(fault.afterMs ?? waitMs, this.abort.signal);
      }
    }
  }

  private whilePaused(): Promise<void> {
    if (!this.paused || this.abort.signal.aborted) return Promise.resolve();
    return new Promise((resume) => this.resumeWaiters.push(resume));
  }

  private count(chunk: Chunk, answer: ChunkAnswer): void {
    const acknowledged = this.progress.acknowledged + chunk.rows.length;
    const elapsedMs = this.runningMs + (this.paused ? 0 : this.ports.now() - this.since);
    this.update({
      acknowledged,
      accepted: this.progress.accepted + answer.accepted,
      duplicates: this.progress.duplicates + answer.duplicates,
      rejected: this.progress.rejected + answer.rejected,
      rate: elapsedMs > 0 ? Math.round((acknowledged * 1000) / elapsedMs) : 0,
      ...(this.paused || this.abort.signal.aborted ? {} : { state: "running" as const, why: undefined }),
    });
  }

  private update(change: Partial<SubmitProgress>): void {
    this.progress = { ...this.progress, ...change };
    this.ports.changed(this.progress);
  }
}
