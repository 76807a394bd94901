import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, startHarness } from "../server/testing/harness";
import { allocationBody, type RestClient, startRestClient } from "../server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
const folder = mkdtempSync(path.join(tmpdir(), "prorata-proof-"));
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await desk.close();
});

const root = path.join(import.meta.dirname, "..");

/** Runs the command on a file of this text, as `npm run proof -- FILE` does. */
async function proof(text: string): Promise<{ code: number; output: string }> {
  const file = path.join(folder, "proof.json");
  writeFileSync(file, text);
  const args = [path.join(root, "node_modules/tsx/dist/cli.mjs"), "scripts/proof.ts", file];
  return promisify(execFile)(process.execPath, args, { cwd: root }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

test("a proof downloaded over REST ties offline, and one changed digit is named", async () => {
  const id = await rest.openBatch();
  for (const amount of ["100.01", "33.33", "66.67"]) {
    await rest.post("/allocation/trade/batch/allocate", allocationBody(id, { amount, bpsCommission: 10 }));
  }
  await rest.post("/allocation/trade/batch/close", { batchTransactionId: id, allocations: 3 });
  await desk.processAll();
  const { text, json } = await rest.get(`/allocation/trade/batch/${id}/proof`);
  const ties = await proof(text);
  expect(ties.output).toContain(`Batch ${id} (BTCUSD, COMPLETE): 3 allocations`);
  expect(ties.output.trim()).toMatch(/ties\.$/);
  expect(ties.code).toBe(0);

  const [allocation] = json.allocations;
  const changed = await proof(text.replace(`"quantity":"${allocation.quantity}"`, '"quantity":"0.00000001"'));
  expect(changed.code).toBe(1);
  expect(changed.output).toContain(`quantity of ${allocation.clientTransactionId}: computed`);
});

test("a file that is no proof is refused with a sentence", async () => {
  for (const text of ["", "{}", '{"format":"prorata/proof/2"}', "[1]"]) {
    const answer = await proof(text);
    expect(answer.code, text).toBe(1);
    expect(answer.output, text).toMatch(/cannot be read|is no proof/);
    expect(answer.output, text).not.toContain("    at ");
  }
});
