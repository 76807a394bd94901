import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tryLock, withLock } from "./locks.ts";

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), "prorata-lock-")), "lock");
});
afterEach(() => rmSync(path.dirname(file), { recursive: true }));

it("one holder keeps a lock until it is released", () => {
  const taken = tryLock(file);
  expect(taken).toHaveProperty("release");
  expect(tryLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
  if ("release" in taken) taken.release();
  expect(tryLock(file)).toHaveProperty("release");
});

it("what a dead process left is taken over, also when its number lives on in another process", async () => {
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  writeFileSync(file, JSON.stringify({ pid: child.pid, mark: "1", since: "then" }));
  expect(tryLock(file)).toHaveProperty("release");

  writeFileSync(
    file,
    JSON.stringify({ pid: process.pid, mark: "the start of another process", since: "then" }),
  );
  expect(tryLock(file)).toHaveProperty("release");
});

it("a lock file that was cut off while being written holds nobody up", () => {
  writeFileSync(file, '{"pid":');
  expect(tryLock(file)).toHaveProperty("release");
});

it("of several that wait each has its turn alone", async () => {
  let inside = 0;
  const most: number[] = [];
  const turn = () =>
    withLock(
      file,
      () => undefined,
      async () => {
        inside += 1;
        most.push(inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      },
    );
  await Promise.all([turn(), turn(), turn()]);
  expect(most).toEqual([1, 1, 1]);
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
});
