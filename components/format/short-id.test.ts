import { expect, test } from "vitest";
import { shortId } from "./short-id";

test("shows what tells ids apart", () => {
  expect(shortId("49136c79-3ce9-4f8d-8794-d26a3b1c0f11")).toBe("49136c79…");
  expect(shortId("01a20dd5-e4b9-7076-98e2-6059100260d9")).toBe("…100260d9");
  expect(shortId("AT00001")).toBe("AT00001");
});
