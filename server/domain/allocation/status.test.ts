import { describe, expect, it } from "vitest";
import { batchStatuses } from "../batch/status";
import { allocationStatus, allocationTransitions, storedAllocationStatuses } from "./status";

describe("the states of an allocation", () => {
  it("leaves PENDING once, for good", () => {
    expect(allocationTransitions).toEqual({
      PENDING: ["COMPLETE", "REJECTED", "CANCELLED"],
      COMPLETE: [],
      REJECTED: [],
      CANCELLED: [],
    });
  });

  it("shows IN_PROGRESS exactly while it is pending in a batch at work", () => {
    for (const batch of batchStatuses) {
      for (const stored of storedAllocationStatuses) {
        const shown = stored === "PENDING" && batch === "IN_PROGRESS" ? "IN_PROGRESS" : stored;
        expect(allocationStatus(stored, batch)).toBe(shown);
      }
    }
  });
});
