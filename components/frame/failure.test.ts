import { expect, test } from "vitest";
import { failureOf, refusalDetails, savedSentence } from "./failure";

const answered = (code: string, refusal: unknown = null) => ({
  message: "the server's sentence",
  data: { code, refusal, reference: "ref-1" },
});

test("a refusal keeps the server's sentence, its code and its numbers", () => {
  const refusal = { code: "ALLOCATION_COUNT_MISMATCH", details: { expected: 5, accepted: 4, rejected: 1 } };
  const failure = failureOf(answered("UNPROCESSABLE_CONTENT", refusal));
  expect(failure).toMatchObject({
    kind: "refused",
    code: "ALLOCATION_COUNT_MISMATCH",
    detail: "the server's sentence",
  });
  expect(refusalDetails(answered("UNPROCESSABLE_CONTENT", refusal))).toEqual(refusal.details);
  expect(savedSentence(failure, "Nothing was saved.")).toBe("Nothing was saved.");
});

test("without an answer nobody claims that nothing was saved", () => {
  const failure = failureOf({ message: "Failed to fetch" });
  expect(failure.kind).toBe("lost");
  expect(savedSentence(failure, "Nothing was saved.")).toMatch(/not known/);
});

test("an internal error hides its text and shows its reference", () => {
  const failure = failureOf(answered("INTERNAL_SERVER_ERROR"));
  expect(failure.detail).not.toContain("the server's sentence");
  expect(failure.reference).toBe("ref-1");
});

test.each([
  ["UNAUTHORIZED", "signed-out"],
  ["FORBIDDEN", "forbidden"],
  ["SERVICE_UNAVAILABLE", "unavailable"],
  ["NOT_FOUND", "refused"],
])("%s is %s", (code, kind) => {
  expect(failureOf(answered(code)).kind).toBe(kind);
});
