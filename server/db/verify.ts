import pg from "pg";
import { batchInvariants } from "./invariants/batches";
import { bookInvariants } from "./invariants/books";
import { deliveryInvariants } from "./invariants/deliveries";
import { eventInvariants } from "./invariants/events";
import type { Invariant } from "./invariants/invariant";
import { wallInvariants } from "./invariants/walls";

export type Violation = { name: string; rows: Record<string, unknown>[] };

/** Every rule of the desk's data; each returns no row on right books and is shown to report bad data planted in a test. */
export const invariants: readonly Invariant[] = [
  ...bookInvariants,
  ...batchInvariants,
  ...eventInvariants,
  ...deliveryInvariants,
  ...wallInvariants,
];

/** Runs the invariants in the client's transaction and answers those that are violated. */
export async function checkInvariants(client: pg.ClientBase): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { name, sql } of invariants) {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    if (rows.length > 0) violations.push({ name, rows });
  }
  return violations;
}

/**
 * Runs every invariant on one consistent view of the live database, reading only and as prorata_audit, which sees all firms.
 * Answers the violated ones with their rows; empty when the books are right. Blocks nobody.
 */
export async function runInvariants(ownerUrl: string): Promise<Violation[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "prorata-verify" });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query("set local role prorata_audit");
    // Whole tables are grouped and joined; the default would spill to disk.
    await client.query("set local work_mem = '64MB'");
    const violations = await checkInvariants(client);
    await client.query("rollback");
    return violations;
  } finally {
    await client.end();
  }
}
