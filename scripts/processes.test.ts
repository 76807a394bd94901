import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { rememberedPort } from "./ports.ts";
import { planProcesses } from "./processes.ts";
import { Supervised } from "./supervised.ts";

let home: string;
const running: Supervised[] = [];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "prorata-processes-"));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  rmSync(home, { recursive: true });
});

const plans = (sinkPort = 4002) =>
  planProcesses({
    home,
    port: 4000,
    venuePort: 4001,
    sinkPort,
    databaseUrl: "postgresql://app@127.0.0.1/prorata",
    sessionSecret: "the-secret-of-sessions",
    encryptionKey: "the-key-of-the-vault",
    webhookAllowedHosts: "127.0.0.1",
    dev: true,
  });

it("the venue and the sink start first, then the desk", () => {
  expect(plans().map(({ name }) => name)).toEqual(["venue", "sink", "worker", "relay", "web"]);
});

it("every process of the desk knows the sink, the key and the hosts that webhooks may reach", () => {
  for (const { env } of plans().filter(({ name }) => name !== "venue" && name !== "sink"))
    expect(env).toMatchObject({
      SINK_URL: "http://127.0.0.1:4002",
      WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
      PRORATA_ENCRYPTION_KEY: "the-key-of-the-vault",
    });
});

it("the venue and the sink get no secret and no database of the desk", () => {
  for (const { env } of plans().filter(({ name }) => name === "venue" || name === "sink")) {
    expect(JSON.stringify(env)).not.toMatch(/the-secret|the-key|postgresql/);
    expect(env).toMatchObject({ DATABASE_URL: "", PRORATA_ENCRYPTION_KEY: "" });
  }
});

it("the sink of the plan receives, and is stopped by a signal", async () => {
  const port = await rememberedPort(path.join(home, "sink.port"));
  const plan = plans(port).find(({ name }) => name === "sink");
  if (!plan) throw new Error("no sink is planned");
  const { logFile } = plan;
  const sink = new Supervised({
    plan: () => ({ ...plan, logFile: path.join(home, "sink.log") }),
    say: () => undefined,
    onStart: () => undefined,
  });
  expect(logFile).toBe(path.join(home, "logs", "sink.log"));
  running.push(sink);
  sink.start();
  await vi.waitFor(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/bins/demo`, { method: "POST", body: "{}" });
      expect(await answer.json()).toEqual({ received: true });
    },
    { timeout: 20_000, interval: 100 },
  );
  await sink.stop();
  expect(readFileSync(path.join(home, "sink", "demo.ndjson"), "utf8")).toContain('"body":"{}"');
  expect(sink.lastLines()).toContain("sink stopped");
});

it("a remembered port keeps apart from one that is about to be bound", async () => {
  const file = path.join(home, "port");
  const first = await rememberedPort(file);
  expect(await rememberedPort(file)).toBe(first);
  const second = await rememberedPort(file, 0, undefined, [first]);
  expect(second).not.toBe(first);
  expect(await rememberedPort(file)).toBe(second);
  writeFileSync(path.join(home, "other"), `${first}\n`);
  expect(await rememberedPort(path.join(home, "other"), 0, undefined, [second])).toBe(first);
});
