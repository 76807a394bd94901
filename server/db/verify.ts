import pg from "pg";
import { type Invariant, invariants } from "./invariants";

export type Violation = { name: string; rows: Record<string, unknown>[] };

/** Runs the invariants in the client's transaction and answers those that are violated. */
export async function checkInvariants(
  client: pg.ClientBase,
  list: readonly Invariant[] = invariants,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { name, sql } of list) {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    if (rows.length > 0) violations.push({ name, rows });
  }
  return violations;
}

/**
 * Runs every invariant on one consistent view of the live database, reading only and as prorata_audit, which sees all firms.
 * Answers the violated ones with their rows; empty when the books are right.
 */
export async function runInvariants(ownerUrl: string): Promise<Violation[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "prorata-verify" });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query("set local role prorata_audit");
    const violations = await checkInvariants(client);
    await client.query("rollback");
    return violations;
  } finally {
    await client.end();
  }
}
