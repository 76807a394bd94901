import type pg from "pg";
import { readPositions } from "@/server/db/positions";
import { withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import { rejectReason } from "@/server/domain/reject-reasons";

/** A position as the contract words it (domain.md A.7); coins are quantities, never their worth. */
export type PositionView = {
  account: string;
  currency: string;
  current: string;
  settled: string;
  tradable: string;
  transferable: string;
};

/** What an investor account of the firm holds, one line an asset; throws ACCOUNT_NOT_FOUND, also for another firm's. */
export function listPositionViews(pool: pg.Pool, firmId: string, account: string): Promise<PositionView[]> {
  return withFirmTx(pool, firmId, async (tx) => {
    const rows = await readPositions(tx, account);
    if (rows === null) throw new AppError("ACCOUNT_NOT_FOUND", rejectReason.accountNotFound(), { account });
    // Only what may be traded may leave: coins held back by a batch must be there when it fills.
    return rows.map((row) => ({
      account,
      currency: row.asset,
      current: row.current,
      settled: row.settled,
      tradable: row.tradable,
      transferable: row.tradable,
    }));
  });
}
