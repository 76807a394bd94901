import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAll } from "./build.ts";
import { ensureBrowser } from "./ensure-browser.ts";
import { runNode } from "./run-node.ts";
import { runStaticChecks } from "./static-checks.ts";

/** `npm test`: every suite, one after the other, whatever fails. The last line counts test cases over all of them. */

type Count = { passed: number; failed: number };
type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numTotalTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] };

const startedAt = Date.now();
const reports = mkdtempSync(path.join(tmpdir(), "prorata-reports-"));
const total: Count = { passed: 0, failed: 0 };

const title = (text: string): void =>
  console.log(`\n── ${text} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);

/** A suite that ran nothing, or ended badly without naming a failure, has failed once. */
function add(name: string, count: Count, code: number): void {
  const silent = count.failed === 0 && (code !== 0 || count.passed === 0);
  total.passed += count.passed;
  total.failed += count.failed + (silent ? 1 : 0);
  console.log(`${name}: ${count.passed} passed, ${count.failed + (silent ? 1 : 0)} failed`);
}

function readReport<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}

async function staticChecks(): Promise<void> {
  title("Static checks");
  const checks = await runStaticChecks(({ name, failure }) => {
    console.log(`${failure === undefined ? "ok    " : "FAILED"} ${name}`);
    if (failure !== undefined) console.log(failure);
  });
  const failed = checks.filter((check) => check.failure !== undefined).length;
  add("static", { passed: checks.length - failed, failed }, failed === 0 ? 0 : 1);
}

async function vitest(project: "unit" | "db"): Promise<void> {
  title(project === "unit" ? "Unit tests" : "Tests on a real PostgreSQL");
  const file = path.join(reports, `${project}.json`);
  const args = [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const { code } = await runNode(args, { echo: true });
  const report = readReport<VitestReport>(file);
  const crashed =
    report?.testResults.filter((one) => one.status === "failed" && one.assertionResults.length === 0)
      .length ?? 0;
  add(
    project,
    { passed: report?.numPassedTests ?? 0, failed: (report?.numFailedTests ?? 0) + crashed },
    code,
  );
}

async function browser(): Promise<void> {
  title("The desk in a real browser");
  ensureBrowser((text) => console.log(text));
  await buildAll({ say: (text) => console.log(text) });
  const file = path.join(reports, "e2e.json");
  const { code } = await runNode(["node_modules/@playwright/test/cli.js", "test"], {
    echo: true,
    env: { E2E_REPORT: file },
  });
  const stats = readReport<PlaywrightReport>(file)?.stats;
  if (stats !== undefined && stats.flaky > 0)
    console.log(`${stats.flaky} passed only when tried again: a defect to look at.`);
  add(
    "browser",
    { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 },
    code,
  );
}

async function guarded(name: string, suite: () => Promise<void>): Promise<void> {
  try {
    await suite();
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    add(name, { passed: 0, failed: 1 }, 1);
  }
}

await guarded("static", staticChecks);
await guarded("unit", () => vitest("unit"));
await guarded("db", () => vitest("db"));
await guarded("browser", browser);
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
