import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

/** A page whose console errors fail the test: a screen that works makes none. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (line) => {
      // A refusal that the test provokes is an answer of 4xx, which browsers log as a failed resource.
      if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
        errors.push(line.text());
    });
    await use(page);
    expect(errors, "errors in the console").toEqual([]);
  },
});

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("prorata-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/batches**");
}

/** A spreadsheet of rows for the demo firm: account, side, amount and a fresh id each. */
export function sheetOf(rows: number, amountOf: (row: number) => string): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => `AT${String((row % 5000) + 1).padStart(5, "0")},BUY,${amountOf(row)},${randomUUID()}`,
  );
  return ["account,side,amount,clientTransactionId", ...lines].join("\n");
}

/** Fails on any accessibility violation of the present screen, WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
