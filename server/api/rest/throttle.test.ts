import { expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import { throttle } from "./throttle";

const tried = (take: () => void): number => {
  try {
    take();
    return 0;
  } catch (error) {
    return error instanceof AppError ? Number(error.details.retryAfterSeconds) : -1;
  }
};

test("a burst is let through, then one after each pause, and the wait is named", () => {
  let now = 0;
  const gate = throttle({ burst: 3, refillMs: 6_000, message: "slowly" }, () => now);
  const take = () => tried(() => gate.take(["a"]));
  expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 6]);
  now = 3_000;
  expect(take()).toBe(3);
  now = 6_000;
  expect([take(), take()]).toEqual([0, 6]);
  now = 1e9;
  expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 6]);
});

test("what is given back can be taken again, and one key does not use up another", () => {
  const gate = throttle({ burst: 1, refillMs: 6_000, message: "slowly" }, () => 0);
  gate.take(["a"]);
  gate.giveBack(["a"]);
  expect([
    tried(() => gate.take(["a"])),
    tried(() => gate.take(["a"])),
    tried(() => gate.take(["b"])),
  ]).toEqual([0, 6, 0]);
});

test("a refused call takes nothing of its other keys", () => {
  const gate = throttle({ burst: 1, refillMs: 6_000, message: "slowly" }, () => 0);
  gate.take(["a"]);
  expect(tried(() => gate.take(["a", "b"]))).toBe(6);
  expect(tried(() => gate.take(["b"]))).toBe(0);
});
