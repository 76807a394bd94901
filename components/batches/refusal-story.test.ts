import { expect, test } from "vitest";
import { refusalStory } from "./refusal-story";

const sentAt = new Date("2026-11-24T14:00:00Z");

test("without an order it says that nothing was sent", () => {
  const story = refusalStory({ status: "REJECTED", rejectCode: "NET_ZERO", order: null });
  expect(story.sent).toBe("No order was sent to the market.");
  expect(story.next).toMatch(/two batches/);
});

test("an order that was prepared but never sent counts as not sent", () => {
  const story = refusalStory({ status: "REJECTED", rejectCode: null, order: { side: "BUY", sentAt: null } });
  expect(story.sent).toBe("No order was sent to the market.");
});

test("an order that found no liquidity was sent and filled nothing", () => {
  const story = refusalStory({
    status: "REJECTED",
    rejectCode: "NO_LIQUIDITY",
    order: { side: "SELL", sentAt },
  });
  expect(story.sent).toBe("One order to sell was sent; nothing of it was filled.");
});

test("a code without a story of its own still has a next step", () => {
  expect(refusalStory({ status: "REJECTED", rejectCode: "SOMETHING_NEW", order: null }).next).toMatch(
    /new batch/,
  );
});
