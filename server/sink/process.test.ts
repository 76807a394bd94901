import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, it } from "vitest";

let home: string;
let program: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sink-process-"));
  program = join(home, "sink.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(home, { recursive: true });
});

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, SINK_PORT: "0", SINK_HOME: join(home, "bins") };
  const started = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  const [line] = await once(createInterface({ input: started.stdout }), "line");
  return { child: started, url: JSON.parse(line).url };
}

it("loses nothing that it had answered when it is killed", async () => {
  const first = await start();
  const gone = once(first.child, "exit");
  let answered = 0;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; ; n += 1) {
      await fetch(`${first.url}/bins/killed`, { method: "POST", body: `${writer}-${n}` });
      answered += 1;
      if (answered === 400) first.child.kill("SIGKILL");
    }
  });
  await Promise.allSettled(writers);
  await gone;
  const second = await start();
  const kept = new Set<string>();
  const { requests } = await (await fetch(`${second.url}/bins/killed?limit=1000`)).json();
  for (const { body } of requests) kept.add(body);
  expect(answered).toBeGreaterThanOrEqual(400);
  expect(kept.size).toBe(requests.length);
  expect(kept.size).toBeGreaterThanOrEqual(answered);
  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);
});

it("says in one sentence why it cannot start", async () => {
  const env = { ...process.env, SINK_PORT: "many", SINK_HOME: home };
  const started = spawn(process.execPath, [program], { env, stdio: ["ignore", "ignore", "pipe"] });
  child = started;
  const [line] = await once(createInterface({ input: started.stderr }), "line");
  expect(line).toBe('The sink could not start: SINK_PORT must be a port number, not "many"');
  expect(await once(started, "exit")).toEqual([1, null]);
});
