import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { quickStartMarkdown } from "./quick-start-markdown";

test("docs/quick-start.md says what /docs says", () => {
  expect(readFileSync("docs/quick-start.md", "utf8")).toBe(quickStartMarkdown());
});
