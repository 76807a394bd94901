import { expect, test } from "vitest";
import { cn } from "./class-names";

test("a text size and a text colour live side by side", () => {
  expect(cn("text-body text-ink")).toBe("text-body text-ink");
  expect(cn("text-body text-ink", "text-data")).toBe("text-ink text-data");
  expect(cn("text-label text-faint", "text-negative")).toBe("text-label text-negative");
});

test("a later height, radius or shadow wins", () => {
  expect(cn("h-10 rounded-control shadow-lift", "h-row rounded-tight shadow-none")).toBe(
    "h-row rounded-tight shadow-none",
  );
});
