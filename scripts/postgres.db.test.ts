import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { withDatabase } from "./database.ts";
import { ensurePostgres, type RunningPostgres } from "./postgres.ts";
import { isAlive } from "./process-table.ts";
import { makeThrowawayHome, removeThrowawayHome } from "./throwaway.ts";

let home: string;
beforeAll(() => {
  home = makeThrowawayHome();
});
afterAll(() => removeThrowawayHome(home));

const start = (): Promise<RunningPostgres> => ensurePostgres({ home, durable: false });

it("one server serves all who start it at once, and those who come later", async () => {
  const servers = await Promise.all([start(), start(), start()]);
  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
  expect(servers.filter(({ adopted }) => !adopted)).toHaveLength(1);
  expect((await start()).adopted).toBe(true);
});

it("the password is readable by its owner only, and without it nobody is let in", async () => {
  const { url } = await start();
  expect(statSync(path.join(home, "postgres.password")).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = "guess";
  await expect(withDatabase(wrong.href, async () => undefined)).rejects.toThrow(
    /refuses this name and password/,
  );
});

it("a killed server comes back on the same port with what was committed", async () => {
  const quiet = makeThrowawayHome();
  onTestFinished(() => removeThrowawayHome(quiet));
  const start = (): Promise<RunningPostgres> => ensurePostgres({ home: quiet, durable: true });
  const before = await start();
  await withDatabase(before.url, (client) => client.query("create table kept as select 42 as answer"));
  process.kill(before.pid, "SIGKILL");
  const after = await start();
  expect(after.pid).not.toBe(before.pid);
  expect(after.port).toBe(before.port);
  const { rows } = await withDatabase(after.url, (client) => client.query("select answer from kept"));
  expect(rows).toEqual([{ answer: 42 }]);
});

it("stopping ends the server and leaves the data", async () => {
  const server = await start();
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
  expect(existsSync(path.join(home, "postgres", "data", "PG_VERSION"))).toBe(true);
});
