import { expect } from "@playwright/test";
import { expectAccessible, sheetOf, signIn, test } from "./fixtures";

test("an operator imports a spreadsheet of 5,000 rows into a batch", async ({ page }) => {
  await signIn(page, "trader@demo.test");
  await expectAccessible(page);
  await page.goto("/batches/new");
  await page.getByLabel("Symbol").selectOption("BTCUSD");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Open and add rows" }).click();
  await page.waitForURL("**/import");

  const sheet = sheetOf(5_000, (row) => `${10 + (row % 90)}.${String(row % 100).padStart(2, "0")}`);
  await page
    .getByLabel("Spreadsheet file")
    .setInputFiles({ name: "allocations.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
  await page.getByRole("button", { name: "Submit 5,000 rows" }).click();
  await expect(page.getByText("5,000 rows are in the batch", { exact: true })).toBeVisible({
    timeout: 60_000,
  });
});
