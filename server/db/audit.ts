import type { Tx } from "./transaction";

/** Appends to the firm's audit chain; the database numbers and hashes the entry. Call last: it serializes the firm's entries. */
export async function appendAudit(
  tx: Tx,
  entry: { actor: string; action: string; object: string; details?: Record<string, unknown> },
): Promise<void> {
  await tx.execute(
    `insert into audit_entries (firm_id, seq, actor, action, object, details, prev_hash, hash) values ($1, 0, $2, $3, $4, $5, '', '')`,
    [tx.firmId, entry.actor, entry.action, entry.object, JSON.stringify(entry.details ?? {})],
  );
}
