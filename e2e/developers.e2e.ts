import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { expectAccessible, signIn, test } from "./fixtures";

/** Runs a batch of one row over REST, as a firm's own system does; answers its batchTransactionId. */
async function runBatch(request: APIRequestContext): Promise<string> {
  const login = await request.post("/api/v2/login", {
    data: { logonId: "demo-api", password: "prorata-demo" },
  });
  const { token } = await login.json();
  const batchTransactionId = randomUUID();
  const post = async (path: string, data: object) => {
    const headers = { Authorization: token };
    const answer = await request.post(`/api/v2/allocation/trade/batch/${path}`, { data, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
  };
  await post("open", { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" });
  const clientTransactionId = randomUUID();
  const row = { batchTransactionId, clientTransactionId, account: "AT00001", side: "BUY", symbol: "BTCUSD" };
  await post("allocate", { ...row, amount: "200" });
  await post("close", { batchTransactionId, allocations: 1 });
  return batchTransactionId;
}

async function addEndpointAtSink(page: Page, description: string): Promise<string> {
  await page.goto("/developers/webhooks/new");
  await page.getByRole("button", { name: "Use our test sink" }).click();
  await expect(page.getByLabel("URL", { exact: true })).toHaveValue(/\/bins\//);
  await page.getByLabel("Description").fill(description);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByLabel("Signing secret", { exact: true })).toHaveText(/^whsec_/);
  await expect(page.getByRole("button", { name: "Go to the endpoint" })).toBeDisabled();
  await expectAccessible(page);
  await page.getByLabel("I have stored it").check();
  await page.getByRole("button", { name: "Go to the endpoint" }).click();
  await page.waitForURL(/webhooks\/[0-9a-f-]{36}$/);
  return page.url();
}

test("an admin adds an endpoint, sees it fail and recover, sends again and rotates its secret", async ({
  page,
  request,
}) => {
  await signIn(page, "admin@demo.test");
  const endpoint = await addEndpointAtSink(page, "Books and records");

  await page.getByRole("button", { name: "Send test event" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("HTTP 200")).toBeVisible();
  await expect(dialog.getByText("webhook-signature:")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();

  const first = await runBatch(request);
  await page.goto(`${endpoint}?batch=${first}`);
  const table = page.getByRole("table", { name: /^Deliveries/ });
  await expect(table.getByRole("link", { name: "Batch complete" })).toBeVisible();
  await expect(table.getByRole("row").filter({ hasText: "Allocation complete" })).toContainText("Delivered");
  await expectAccessible(page);

  await page.getByRole("link", { name: "Test sink", exact: true }).click();
  await expect(page.getByText("Answered 200").first()).toBeVisible();
  await expect(page.getByText("allocation/batch/1 COMPLETE").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Fail, %").fill("100");
  await page.getByLabel("Failures are answered").selectOption("503");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("The test sink answers that way from now on.").first()).toBeVisible();

  const second = await runBatch(request);
  await page.goto(`${endpoint}?batch=${second}&status=FAILED`);
  await table.getByRole("link", { name: "Batch open" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Batch open" })).toBeVisible();
  await expect(page.getByText("HTTP 503")).toBeVisible();
  await expect(page.getByText("Next attempt")).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${endpoint}/sink`);
  await page.getByRole("button", { name: "No faults" }).click();
  await expect(page.getByLabel("Fail, %")).toHaveValue("0");
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("button", { name: "Disable the endpoint" }).click();
  await expect(page.getByText("This endpoint is disabled")).toBeVisible();
  await page.getByRole("button", { name: "Enable", exact: true }).click();
  await page.goto(`${endpoint}?batch=${second}&status=DELIVERED`);
  await expect(table.getByRole("link", { name: "Batch complete" })).toBeVisible();

  await page.getByRole("link", { name: "Recover", exact: true }).click();
  await page.getByText("Replay everything since…").click();
  await page.getByText("An hour ago").click();
  await page.getByRole("button", { name: "Count the events" }).click();
  await page.getByRole("button", { name: /^Send \d+ events again$/ }).click();
  await expect(page.getByText(/events will be sent again/).first()).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${endpoint}?batch=${second}`);
  await table.getByRole("link", { name: "Batch complete" }).click();
  await expect(page.getByRole("heading", { name: "2 attempts" })).toBeVisible();
  await page.getByRole("button", { name: "Resend" }).click();
  await expect(page.getByRole("heading", { name: "3 attempts" })).toBeVisible();

  await page.goto(`${endpoint}/settings`);
  await page.getByRole("button", { name: "Rotate the secret" }).click();
  await dialog.getByRole("button", { name: "Rotate now" }).click();
  await expect(dialog.getByLabel("Signing secret", { exact: true })).toHaveText(/^whsec_/);
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(/Two secrets sign now/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate the secret" })).toBeDisabled();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Delete the endpoint" }).click();
  await dialog.getByRole("button", { name: "Delete endpoint" }).click();
  await page.waitForURL("**/developers/webhooks");
  await expect(page.getByText("Books and records")).toBeHidden();
});

test("events are followed live, opened, and found again by their id", async ({ page, request }) => {
  await signIn(page, "viewer@demo.test");
  const batch = await runBatch(request);
  await page.goto(`/developers/events?id=${batch}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Allocation complete" }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("region", { name: "Event body" })).toContainText(batch);
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Close dialog" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
});

test("a key is made once, used, found in the log, rolled and revoked", async ({ page, request }) => {
  await signIn(page, "admin@demo.test");
  await page.goto("/developers/api-keys");
  await page
    .getByRole("button", { name: /Make (a|the first) key/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  const name = `Order management ${randomUUID().slice(0, 8)}`;
  await dialog.getByLabel("Name").fill(name);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const key = (await dialog.getByLabel("API key", { exact: true }).textContent()) ?? "";
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();

  const refused = await request.post("/api/v2/allocation/trade/batch/open", {
    headers: { Authorization: key },
    data: { batchTransactionId: randomUUID(), symbol: "BTCUSD", type: "NOTIONAL" },
  });
  expect(refused.status()).toBe(403);
  await page.goto(`/developers/requests?id=${refused.headers()["x-request-id"]}`);
  await expect(page.getByText("What to do:").first()).toBeVisible();
  await expectAccessible(page);

  await page.goto("/developers/api-keys");
  await page.getByRole("button", { name: `Roll ${name}` }).click();
  await dialog.getByRole("button", { name: "Roll the key" }).click();
  await dialog.getByLabel("I have stored it").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(/replaced by/).first()).toBeVisible();
  await page
    .getByRole("button", { name: `Revoke ${name}` })
    .first()
    .click();
  await dialog.getByRole("button", { name: "Revoke the key" }).click();
  await expect(page.getByRole("row").filter({ hasText: name }).filter({ hasText: "Revoked" })).toBeVisible();
});

test("a viewer sees endpoints and keys but may change neither", async ({ page, browser }) => {
  const own = await browser.newContext();
  const admin = await own.newPage();
  await signIn(admin, "admin@demo.test");
  const endpoint = await addEndpointAtSink(admin, "For the viewer");
  await signIn(page, "viewer@demo.test");
  await page.goto(endpoint);
  await expect(page.getByRole("button", { name: "Send test event" })).toBeDisabled();
  await page.goto(`${endpoint}/settings`);
  for (const name of ["Rotate the secret", "Disable the endpoint", "Delete the endpoint", "Save changes"]) {
    await expect(page.getByRole("button", { name })).toBeDisabled();
  }
  await page.getByRole("button", { name: "Rotate the secret" }).hover();
  await expect(page.getByText("Your role Viewer may not rotate secrets. Admin may.")).toBeVisible();
  await page.goto("/developers/api-keys");
  await expect(page.getByRole("button", { name: /^Make/ }).first()).toBeDisabled();
  await own.close();
});

for (const theme of ["light", "dark"] as const) {
  test(`the developers' pages are accessible and fit 320 px in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page, "admin@demo.test");
    const endpoint = new URL(await addEndpointAtSink(page, `Narrow ${theme}`)).pathname;
    await page.setViewportSize({ width: 320, height: 700 });
    const pages = ["", "/webhooks", "/webhooks/new", "/events", "/api-keys", "/requests"];
    const addresses = [
      ...pages.map((one) => `/developers${one}`),
      ...["", "/settings", "/recover", "/sink"].map((one) => `${endpoint}${one}`),
    ];
    for (const address of addresses) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, address).toBeLessThanOrEqual(0);
    }
  });
}
