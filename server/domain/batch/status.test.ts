import { describe, expect, it } from "vitest";
import {
  type BatchAction,
  batchCan,
  batchIsFinal,
  batchStatuses,
  batchTransitions,
  statusesFor,
} from "./status";

describe("the states of a batch", () => {
  it("runs OPEN, CLOSED, IN_PROGRESS, COMPLETE and can be REJECTED on the way", () => {
    expect(batchTransitions).toEqual({
      OPEN: ["CLOSED", "REJECTED"],
      CLOSED: ["IN_PROGRESS", "REJECTED"],
      IN_PROGRESS: ["COMPLETE", "REJECTED"],
      COMPLETE: [],
      REJECTED: [],
    });
  });

  it("never goes back", () => {
    const reachable = (from: (typeof batchStatuses)[number]): string[] =>
      batchTransitions[from].flatMap((next) => [next, ...reachable(next)]);
    for (const status of batchStatuses) expect(reachable(status)).not.toContain(status);
  });

  it("ends in COMPLETE and REJECTED only", () => {
    expect(batchStatuses.filter(batchIsFinal)).toEqual(["COMPLETE", "REJECTED"]);
  });

  it.each<[BatchAction, string[]]>([
    ["allocate", ["OPEN"]],
    ["close", ["OPEN"]],
    ["cancel", ["OPEN"]],
    ["expire", ["OPEN"]],
    ["validate", ["CLOSED"]],
    ["sendOrder", ["IN_PROGRESS"]],
    ["recordFill", ["IN_PROGRESS"]],
    ["allocateFills", ["IN_PROGRESS"]],
  ])("allows to %s in %j only", (action, allowed) => {
    expect(statusesFor(action)).toEqual(allowed);
    for (const status of batchStatuses) expect(batchCan(action, { status })).toBe(allowed.includes(status));
  });
});
