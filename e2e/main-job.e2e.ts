import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import writeXlsxFile from "write-excel-file/node";
import { expectAccessible, sheetOf, signIn, test } from "./fixtures";

test("an operator takes a spreadsheet of 5,000 rows to a complete batch", async ({ page }) => {
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
  await page.getByRole("link", { name: "Go to closing" }).click();

  // A count that is not what the batch holds closes nothing and says both numbers.
  await page.getByRole("button", { name: "Close batch" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How many rows should it hold?").fill("4999");
  await dialog.getByRole("button", { name: "Close 4,999 rows" }).click();
  await expect(dialog.getByText(/5,000/).first()).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("How many rows should it hold?").fill("5000");
  await dialog.getByRole("button", { name: "Close 5,000 rows" }).click();

  await expect(page.getByRole("region", { name: "Result by side" })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  const batchUrl = page.url();

  const download = page.waitForEvent("download");
  await page
    .getByRole("link", { name: /export/i })
    .first()
    .click();
  const file = readFileSync(await (await download).path(), "utf8");
  const lines = file.trim().split(/\r?\n/);
  expect(lines).toHaveLength(5_001);
  expect(lines.filter((line) => line.includes("COMPLETE"))).toHaveLength(5_000);

  await page.goto(`${batchUrl}/allocations`);
  await expect(page.getByText(/^AT0\d{4}$/).first()).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${batchUrl}/fills`);
  await expectAccessible(page);
});

test("a symbol cannot be chosen before the page would keep the choice", async ({ page }) => {
  await signIn(page, "trader@demo.test");
  let letScriptsPass = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    letScriptsPass = resolve;
  });
  await page.route(/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("/batches/new", { waitUntil: "commit" });
  await expect(page.getByLabel("Symbol")).toBeDisabled();
  letScriptsPass();
  await page.getByLabel("Symbol").selectOption("SOLUSD");
  await page.getByRole("button", { name: "Open and add rows" }).click();
  await expect(page.getByRole("heading", { name: "Add rows to SOLUSD" })).toBeVisible();
});

test("a workbook with a fault is read, and the fault is shown under its cell", async ({ page }) => {
  await signIn(page, "trader@demo.test");
  await page.goto("/batches/new");
  await page.getByLabel("Symbol").selectOption("ETHUSD");
  await page.getByRole("button", { name: "Open and add rows" }).click();
  await page.waitForURL("**/import");
  const cells = [["account", "side", "amount", "clientTransactionId"]];
  for (let row = 1; row <= 20; row++) {
    cells.push([`AT${String(row).padStart(5, "0")}`, "BUY", row === 7 ? "-5" : "25.50", randomUUID()]);
  }
  const data = cells.map((line) => line.map((value) => ({ value, type: String })));
  const buffer = Buffer.from(await writeXlsxFile([{ data, sheet: "Allocations" }]).toBuffer());
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page.getByLabel("Spreadsheet file").setInputFiles({ name: "allocations.xlsx", mimeType, buffer });
  await expect(page.getByRole("button", { name: "Submit 19 valid, keep 1 here" })).toBeVisible({
    timeout: 60_000,
  });
  await expect(
    page.getByText("The amount must be above 0. For a sale set the side to SELL.").first(),
  ).toBeVisible();
  await expectAccessible(page);
});

test("a wrong password is refused in one sentence, and a person of another firm does not see the batch", async ({
  page,
  browser,
}) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("trader@demo.test");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("This e-mail and password do not belong together.")).toBeVisible();

  await signIn(page, "trader@demo.test");
  await page.goto("/batches/new");
  await page.getByRole("button", { name: "Open and add rows" }).click();
  await page.waitForURL("**/import");
  const id = /batches\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";

  const other = await browser.newPage();
  await signIn(other, "trader@other.test");
  const answer = await other.goto(`/batches/${id}`);
  expect(answer?.status()).toBe(404);
  await other.close();
});

test("a viewer sees batches but may not open one", async ({ page }) => {
  await signIn(page, "viewer@demo.test");
  await page.goto("/batches/new");
  await expect(page.getByRole("button", { name: "Open and add rows" })).toBeDisabled();
});

for (const theme of ["light", "dark"] as const) {
  test(`the batches page is accessible and fits 320 px in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page, "trader@demo.test");
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto("/batches");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
