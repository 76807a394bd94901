import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type BulkType, readBulkRows } from "./bulk-rows";

const rowCount = 20_000;
const rows = Array.from({ length: rowCount }, (_, n) => ({
  account: `AT${n}`,
  amount: "1.50",
  clientTransactionId: randomUUID(),
  side: "BUY",
  symbol: "BTCUSD",
}));
const bodies: Record<BulkType, string> = {
  "application/json": JSON.stringify(rows),
  "application/x-ndjson": rows.map((row) => JSON.stringify(row)).join("\n"),
  "text/csv": [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(","))
    .join("\n"),
};

/** Counts the turns of the event loop until stopped. */
function countTurns(): () => number {
  let turns = 0;
  let running = true;
  const turn = (): void => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    running = false;
    return turns;
  };
}

test.each(Object.entries(bodies) as [BulkType, string][])(
  "%s of many rows is read in turns with everything else",
  async (type, body) => {
    const stop = countTurns();
    const batchTransactionId = randomUUID();
    const read = await readBulkRows(new TextEncoder().encode(body), type, batchTransactionId);
    expect(stop()).toBeGreaterThanOrEqual(rowCount / 1_000);
    expect(read).toHaveLength(rowCount);
    expect(read[rowCount - 1]).toEqual({
      ...rows[rowCount - 1],
      batchTransactionId,
      bpsCommission: null,
      fixedCommission: null,
    });
  },
);
