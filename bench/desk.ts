import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { Actor, Context } from "@/server/context";
import { openBatchQueue } from "@/server/db/batch-queue";
import { createReader } from "@/server/db/client";
import { createPool } from "@/server/db/transaction";
import { eventSinks } from "@/server/integrations/sinks/sinks";
import { vault } from "@/server/integrations/vault";
import { simulatedVenue, venueControl } from "@/server/integrations/venue/simulated";
import { serveVenue } from "@/server/venue/http";
import { openVenue } from "@/server/venue/venue";
import { seedSandbox } from "../prisma/seed.ts";
import { ensureLoginRole } from "../scripts/login-role.ts";
import { migrateDatabase } from "../scripts/migrate.ts";
import { ensurePostgres } from "../scripts/postgres.ts";
import { makeThrowawayHome, removeThrowawayHome, sweepThrowawayHomes } from "../scripts/throwaway.ts";
import type { StatementTimes } from "./statement-times";

export type Desk = Awaited<ReturnType<typeof startDesk>>;

const encryptionKey = "a secret of the bench, thirty-two characters";

/** A durable PostgreSQL that remembers when each transaction was committed. */
async function startPostgres(home: string) {
  const options = { home, durable: true, database: "bench" };
  const first = await ensurePostgres(options);
  const admin = new pg.Client({ connectionString: first.adminUrl });
  await admin.connect();
  await admin.query("alter system set track_commit_timestamp = on");
  await admin.end();
  await first.stop();
  return ensurePostgres(options);
}

/** The services over a durable database of their own and the simulated venue without latency; `close` deletes everything. */
export async function startDesk(times?: StatementTimes) {
  await sweepThrowawayHomes();
  const home = makeThrowawayHome();
  const server = await startPostgres(home);
  await migrateDatabase(server.url, "SANDBOX");
  const appUrl = await ensureLoginRole({ ownerUrl: server.url, home });
  await seedSandbox(server.url);
  const venueHome = mkdtempSync(path.join(tmpdir(), "prorata-venue-"));
  const venue = openVenue({ home: venueHome });
  const venueServer = await serveVenue(venue, 0);
  await venueControl(venueServer.url).setControl({ latencyMs: 0 });
  const queue = await openBatchQueue(appUrl, { supervise: false, onError: () => undefined });
  const warn = (fields: object, text: string): void => console.error(text, fields);
  const pool = createPool(appUrl, 16, "prorata-bench");
  pool.on("connect", (client) => times?.watch(client));
  const ctx: Context = {
    pool,
    reader: createReader(appUrl, 2),
    clock: { now: () => new Date() },
    venue: simulatedVenue({ baseUrl: venueServer.url, timeoutMs: 5_000 }),
    sinks: eventSinks({ allowedHosts: ["127.0.0.1"] }),
    vault: vault(encryptionKey),
    logger: { info: () => undefined, warn, error: warn },
    enqueueBatch: (tx, ref) => queue.enqueue(tx, ref),
    reach: async () => undefined,
  };
  const owner = new pg.Pool({ connectionString: server.url, max: 2 });
  const { rows } = await owner.query<{ id: string }>("select id from firms where code = 'demo-advisors'");
  const trader: Actor = { firmId: rows[0]?.id ?? "", name: "trader@demo.test", role: "TRADER" };
  return {
    ctx,
    home,
    appUrl,
    ownerUrl: server.url,
    venueUrl: venueServer.url,
    encryptionKey,
    owner,
    trader,
    close: async () => {
      await queue.stop(1_000);
      await ctx.pool.end();
      await ctx.reader.$disconnect();
      await owner.end();
      await venueServer.close();
      venue.close();
      rmSync(venueHome, { recursive: true, force: true });
      await removeThrowawayHome(home);
    },
  };
}
