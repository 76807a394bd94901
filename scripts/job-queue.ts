import type pg from "pg";
import { PgBoss } from "pg-boss";
import { batchQueue, jobSchema } from "../server/db/queue-names.ts";

/**
 * A job names a batch that has something left to do. `stately` keeps one waiting and one active job per batch (the
 * singleton key), so a batch never has two walkers and a wake-up during a walk is not lost. The heartbeat gives a
 * killed worker's batch to another one; the long expiry leaves a walk over a million allocations alone.
 */
const batchQueueOptions = {
  heartbeatSeconds: 10,
  expireInSeconds: 6 * 3600,
  retryLimit: 100_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  deleteAfterSeconds: 24 * 3600,
  notify: true,
};

/** Installs or upgrades pg-boss as the owner and lets the group role use it, so that no application role needs DDL. */
export async function installJobQueue(ownerUrl: string, client: pg.Client, groupRole: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: jobSchema,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
    application_name: "prorata-setup",
  });
  boss.on("error", () => undefined);
  try {
    await boss.start();
    if (await boss.getQueue(batchQueue)) await boss.updateQueue(batchQueue, batchQueueOptions);
    else await boss.createQueue(batchQueue, { policy: "stately", ...batchQueueOptions });
  } finally {
    await boss.stop({ graceful: false });
  }
  const role = client.escapeIdentifier(groupRole);
  const rights = "select, insert, update, delete";
  await client.query(`
    grant usage on schema ${jobSchema} to ${role};
    grant ${rights} on all tables in schema ${jobSchema} to ${role};
    grant usage, select on all sequences in schema ${jobSchema} to ${role};
    grant execute on all functions in schema ${jobSchema} to ${role};
    alter default privileges in schema ${jobSchema} grant ${rights} on tables to ${role};
    alter default privileges in schema ${jobSchema} grant execute on functions to ${role};`);
}
