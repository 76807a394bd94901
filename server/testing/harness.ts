import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { Actor, BatchRef, Context, PausePoint } from "@/server/context";
import { openBatchQueue } from "@/server/db/batch-queue";
import { createReader } from "@/server/db/client";
import { createPool } from "@/server/db/transaction";
import { eventSinks } from "@/server/integrations/sinks/sinks";
import { vault } from "@/server/integrations/vault";
import { simulatedVenue, venueControl } from "@/server/integrations/venue/simulated";
import { walkBatch } from "@/server/services/batches/walk-batch";
import { positionEvents } from "@/server/services/events/position-events";
import { serveVenue } from "@/server/venue/http";
import { openVenue } from "@/server/venue/venue";
import { seedSandbox } from "../../prisma/seed.ts";
import { cloneTestDatabase } from "./database";

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/**
 * Services over a database of their own (seeded as the sandbox), the real simulated venue on a loopback port, and a clock and pause
 * points that the test holds. `processAll` walks every batch that has something left to do and places the events.
 */
export async function startHarness(options: { pool?: number } = {}) {
  const database = await cloneTestDatabase();
  await seedSandbox(database.ownerUrl);
  const home = mkdtempSync(path.join(tmpdir(), "prorata-venue-"));
  const venue = openVenue({ home });
  const server = await serveVenue(venue, 0);
  const control = venueControl(server.url);
  await control.setControl({ latencyMs: 1 });
  const queue = await openBatchQueue(database.appUrl, { supervise: false, onError: () => undefined });
  const held = new Map<PausePoint, () => Promise<void>>();
  const clock = { at: null as Date | null };
  const ctx: Context = {
    pool: createPool(database.appUrl, options.pool ?? 8, "prorata-test"),
    reader: createReader(database.appUrl, 4),
    clock: { now: () => clock.at ?? new Date() },
    venue: simulatedVenue({ baseUrl: server.url, timeoutMs: 5_000 }),
    sinks: eventSinks({ allowedHosts: ["127.0.0.1"] }),
    vault: vault("a secret of the tests, thirty-two characters"),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    enqueueBatch: (tx, ref) => queue.enqueue(tx, ref),
    reach: async (point) => held.get(point)?.(),
  };
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
  // A connection that is being ended may still hear that its database is dropped; nobody else is listening then.
  owner.on("connect", (client) => client.on("error", () => undefined));
  const firms = await owner.query<{ id: string; code: string }>("select id, code from firms order by id");
  const firmId = (code: string): string => firms.rows.find((row) => row.code === code)?.id ?? "";
  const actor = (code: string, name: string, role: Actor["role"]): Actor => ({
    firmId: firmId(code),
    name,
    role,
  });
  return {
    ctx,
    database,
    owner,
    control,
    venueUrl: server.url,
    trader: actor("demo-advisors", "trader@demo.test", "TRADER"),
    other: actor("other-advisors", "trader@other.test", "TRADER"),
    /** Runs the function whenever a service reaches the point; null lets it pass again. */
    hold: (point: PausePoint, fn: (() => Promise<void>) | null) =>
      fn === null ? held.delete(point) : held.set(point, fn),
    setClock: (at: Date | null) => {
      clock.at = at;
    },
    processAll: () => processAll(ctx, owner),
    placeEvents: () => placeEvents(ctx, owner),
    close: async () => {
      await queue.stop(1_000);
      await ctx.pool.end();
      await ctx.reader.$disconnect();
      await owner.end();
      await server.close();
      venue.close();
      rmSync(home, { recursive: true, force: true });
      await database.drop();
    },
  };
}

async function processAll(ctx: Context, owner: pg.Pool): Promise<void> {
  const due = await owner.query<BatchRef>(
    `select firm_id as "firmId", id as "batchId" from batches where status in ('CLOSED', 'IN_PROGRESS') and attention is null order by id`,
  );
  for (const ref of due.rows) await walkBatch(ctx, ref, AbortSignal.timeout(60_000));
  await placeEvents(ctx, owner);
}

async function placeEvents(ctx: Context, owner: pg.Pool): Promise<void> {
  const firms = await owner.query<{ id: string }>("select id from firms");
  for (const firm of firms.rows) await positionEvents(ctx, firm.id);
}

/** A fresh wire id. */
export const newId = (): string => randomUUID();
