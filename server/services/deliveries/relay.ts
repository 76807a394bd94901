import type { Context } from "@/server/context";
import {
  type ClaimedStream,
  claimStreams,
  type DueEvent,
  moveCursors,
  readFirstPages,
} from "@/server/db/deliveries";
import { listFirmsToRelay } from "@/server/db/relays";
import { withFirmTx } from "@/server/db/transaction";
import { positionEvents } from "../events/position-events";
import { deliverStream, firstPageSize, wantedKinds } from "./deliver-stream";
import { createRecorder, type Recorder } from "./recorder";
import { beatMs, RelayName } from "./relay-name";
import { openSinks } from "./sinks";

/** How many batches of one endpoint are worked on at once, and how many while it fails. */
const most = 24;
const mostFailing = 2;
const retryUnopenedMs = 60_000;

/**
 * One relay: it places committed events, fans them out to the endpoints, and sends what is due. Any number may run; each endpoint has
 * room of its own in each relay, so that a slow one delays no other. It shows that it lives every two seconds; when it cannot, or
 * cannot record what it did, it gives up all its claims and goes on under another name.
 */
export class Relay {
  private readonly running = new Map<string, Set<Promise<void>>>();
  private readonly sinks: ReturnType<typeof openSinks>;
  private readonly recorder: Recorder;
  private readonly beating: NodeJS.Timeout;
  private name: RelayName;
  private isStopping = false;
  private isWoken = false;
  private endPause: () => void = () => undefined;

  constructor(
    private readonly ctx: Context,
    private readonly random: () => number = Math.random,
  ) {
    this.name = new RelayName(ctx);
    this.sinks = openSinks(ctx);
    this.recorder = createRecorder(ctx, () => this.name);
    this.beating = setInterval(() => void this.name.beat().catch((error) => this.name.lose(error)), beatMs);
    this.beating.unref();
  }

  /** Places and claims what is there now, starts sending it, and answers how much was found. */
  async turn(): Promise<number> {
    this.isWoken = false;
    await this.makeSure();
    let found = 0;
    for (const firmId of await listFirmsToRelay(this.ctx.pool, this.ctx.clock.now())) {
      found += await this.serve(firmId);
    }
    return found;
  }

  /** Resolves when something may be due, or after the time; at once when that was heard since the last turn began. */
  pause(ms: number): Promise<void> {
    if (this.isWoken) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }

  wake(): void {
    this.isWoken = true;
    this.endPause();
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    for (let all = this.onTheirWay(); all.length > 0; all = this.onTheirWay()) await Promise.all(all);
  }

  /** Sends nothing more, waits for what is on its way, and gives up every claim. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.beating);
    await this.settled();
    await this.sinks.close();
    await this.name.end().catch(() => undefined);
  }

  private onTheirWay(): Promise<void>[] {
    return [...this.running.values()].flatMap((set) => [...set]);
  }

  private async makeSure(): Promise<void> {
    await this.name.beat();
    if (!this.name.isLost) return;
    await this.settled();
    await this.name.end();
    this.name = new RelayName(this.ctx);
    await this.name.beat();
  }

  private async serve(firmId: string): Promise<number> {
    const placed = await positionEvents(this.ctx, firmId);
    const busy = new Map([...this.running].map(([endpointId, set]) => [endpointId, set.size]));
    const input = { relayId: this.name.id, now: this.ctx.clock.now(), busy, most, mostFailing };
    const claimed = await withFirmTx(this.ctx.pool, firmId, async (tx) => {
      const streams = await claimStreams(tx, input);
      const fresh = streams.filter((one) => one.selection === null && one.failures === 0);
      const asked = fresh.map((one) => ({ ...one, kinds: wantedKinds(one) }));
      const pages = asked.length === 0 ? new Map() : await readFirstPages(tx, asked, firstPageSize);
      return streams.map((stream) => ({
        stream,
        firstPage: fresh.includes(stream) ? (pages.get(stream.id) ?? []) : null,
      }));
    });
    await this.ctx.reach("delivery.claimed");
    for (const { stream, firstPage } of claimed) this.start(firmId, stream, firstPage);
    return placed + claimed.length;
  }

  private start(firmId: string, stream: ClaimedStream, firstPage: readonly DueEvent[] | null): void {
    const { name } = this;
    const endpointId = stream.endpoint.id;
    const theirs = this.running.get(endpointId) ?? new Set();
    this.running.set(endpointId, theirs);
    const run = this.deliver(firmId, stream, firstPage, name)
      .catch((error) => name.lose(error))
      .finally(() => {
        theirs.delete(run);
        if (theirs.size === 0) this.running.delete(endpointId);
        this.wake();
      });
    theirs.add(run);
  }

  private async deliver(
    firmId: string,
    stream: ClaimedStream,
    firstPage: readonly DueEvent[] | null,
    name: RelayName,
  ): Promise<void> {
    const sink = this.sinks.of(stream.endpoint);
    if (sink === null) return this.giveBackUnopened(firmId, stream);
    await deliverStream(this.ctx, firmId, stream, firstPage, {
      sink,
      random: this.random,
      record: (record) => this.recorder.record(firmId, record),
      mustStop: () => this.isStopping || !name.isSure,
    });
  }

  /** An endpoint whose secrets cannot be opened is a fault of the installation, not of the endpoint. */
  private async giveBackUnopened(firmId: string, stream: ClaimedStream): Promise<void> {
    const now = this.ctx.clock.now();
    const { id: streamId, hold, nextSeq, failures } = stream;
    const dueAt = new Date(now.getTime() + retryUnopenedMs);
    await withFirmTx(this.ctx.pool, firmId, (tx) =>
      moveCursors(tx, [{ streamId, hold, nextSeq, failures, dueAt, release: true }], now),
    );
  }
}
