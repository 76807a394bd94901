import type { Tx } from "./transaction";

/** The lines of domain/batch/statement.ts as SQL; a test compares the two. */
const statementText = `string_agg(a.client_transaction_id || '|' || a.account || '|' || a.side || '|' || a.amount || '|'
  || coalesce(a.bps_commission::text, '') || '|' || coalesce(a.fixed_commission::text, '') || E'\\n', '' order by a.client_transaction_id)`;

/**
 * Freezes the allocation statement of a batch: number of lines, sums per side and the SHA-256 of its accepted allocations in
 * ascending clientTransactionId. Assumes the batch is held FOR NO KEY UPDATE, so that no line can come after.
 */
export async function freezeStatement(tx: Tx, batchId: string, at: Date): Promise<void> {
  await tx.execute(
    `insert into allocation_statements (batch_id, firm_id, sha256, line_count, buy_amount, sell_amount, frozen_at)
     select $2, $1, sha256(convert_to(coalesce(${statementText}, ''), 'UTF8')), count(*),
       coalesce(sum(a.amount) filter (where a.side = 'BUY'), 0), coalesce(sum(a.amount) filter (where a.side = 'SELL'), 0), $3
     from allocations a where a.batch_id = $2 and a.status = 'PENDING'`,
    [tx.firmId, batchId, at],
  );
}
