import { randomUUID } from "node:crypto";
import type { Context } from "@/server/context";
import { beatRelay, endRelay } from "@/server/db/relays";

export const beatMs = 2_000;
/** Others may take over after ten seconds without a beat; nothing is sent any more well before. */
const sureMs = 6_000;

/** The name under which a relay holds its claims, for as long as it can be sure of them. */
export class RelayName {
  readonly id: string = randomUUID();
  private beatenAt = Number.NEGATIVE_INFINITY;
  private lost = false;

  constructor(private readonly ctx: Context) {}

  /** False when another relay may have taken over: nothing may be sent under this name any more. */
  get isSure(): boolean {
    return !this.lost && performance.now() - this.beatenAt < sureMs;
  }
  get isLost(): boolean {
    return this.lost;
  }

  lose(error: unknown): void {
    if (this.lost) return;
    this.lost = true;
    const text = error instanceof Error ? error.message : String(error);
    this.ctx.logger.warn({ relayId: this.id, text }, "a relay gives up its claims and starts anew");
  }

  /** Shows that the relay lives, when it is time to. One that was halted for long is lost instead: it must not sound alive again. */
  async beat(): Promise<void> {
    const startedAt = performance.now();
    if (this.lost || startedAt - this.beatenAt < beatMs) return;
    if (Number.isFinite(this.beatenAt) && !this.isSure) return this.lose("it was halted for too long");
    await beatRelay(this.ctx.pool, this.id);
    this.beatenAt = startedAt;
  }

  /** Gives up everything held under this name, at once. */
  async end(): Promise<void> {
    this.lost = true;
    await endRelay(this.ctx.pool, this.id);
  }
}
