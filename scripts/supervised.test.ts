import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isAlive } from "./process-table.ts";
import { Supervised } from "./supervised.ts";

let folder: string;
let said: string[];
const running: Supervised[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "prorata-supervised-"));
  said = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  rmSync(folder, { recursive: true });
});

const patience = { timeout: 15_000, interval: 50 };
const logFile = () => path.join(folder, "log");
const log = () => readFileSync(logFile(), "utf8");

function supervise(program: string, drainMs = 10_000): Supervised {
  const file = path.join(folder, "program.mjs");
  writeFileSync(file, program);
  const one = new Supervised({
    plan: () => ({ name: "worker", args: [file], env: { COLOUR: "green" }, logFile: logFile(), drainMs }),
    say: (text) => said.push(text),
    onStart: () => undefined,
  });
  running.push(one);
  one.start();
  return one;
}

const polite = `console.log("up", process.env.COLOUR);
const timer = setInterval(() => undefined, 1000);
process.once("SIGTERM", () => { clearInterval(timer); console.log("finished its work"); });`;

it("a killed process is started again, and the reader is told where its log is", async () => {
  const one = supervise(polite);
  await vi.waitFor(() => expect(log()).toBe("up green\n"), patience);
  const before = one.pid;
  process.kill(before ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(log()).toBe("up green\nup green\n"), patience);
  expect(one.pid).not.toBe(before);
  expect(said).toEqual([
    expect.stringMatching(/^The worker process \(\d+\) ended unexpectedly \(SIGKILL\)\. .*log$/),
  ]);
});

it("a process that is asked to stop finishes its work and stays stopped", async () => {
  const one = supervise(polite);
  await vi.waitFor(() => expect(log()).toContain("up"), patience);
  await one.stop();
  expect(log()).toBe("up green\nfinished its work\n");
  expect(one.pid).toBeUndefined();
  expect(said).toEqual([]);
});

it("a process that does not stop in its time is ended", async () => {
  const one = supervise(
    `process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000); console.log("up");`,
    200,
  );
  await vi.waitFor(() => expect(log()).toContain("up"), patience);
  const { pid } = one;
  await one.stop();
  expect(isAlive(pid ?? 0)).toBe(false);
});

it("a process that fails at once is tried again, later each time", async () => {
  const one = supervise(`console.log("cannot start"); process.exit(3);`);
  await vi.waitFor(() => expect(one.failures).toBeGreaterThanOrEqual(3), patience);
  await one.stop();
  const delays = said.map((text) => Number(/again in ([\d.]+) s/.exec(text)?.[1]));
  expect(delays.slice(0, 3)).toEqual([0.25, 0.5, 1]);
  expect(one.lastLines(1)).toBe("cannot start");
});

it("a process ends by itself when its starter has been killed", async () => {
  const starter = path.join(folder, "starter.mjs");
  const supervised = fileURLToPath(new URL("./supervised.ts", import.meta.url));
  writeFileSync(path.join(folder, "program.mjs"), polite);
  writeFileSync(
    starter,
    `import { Supervised } from ${JSON.stringify(supervised)};
const plan = { name: "worker", args: [${JSON.stringify(path.join(folder, "program.mjs"))}], env: {}, logFile: ${JSON.stringify(logFile())}, drainMs: 1000 };
new Supervised({ plan: () => plan, say: console.log, onStart: () => undefined }).start();`,
  );
  const parent: ChildProcess = spawn(process.execPath, [starter], { stdio: "ignore" });
  await vi.waitFor(() => expect(log()).toContain("up"), patience);
  process.kill(parent.pid ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(log()).toContain("finished its work"), patience);
});
