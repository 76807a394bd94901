import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStore } from "./store";
import { openVenue } from "./venue";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "venue-store-"));
});
afterEach(() => rm(home, { recursive: true }));

it("synchronises every commit to the disk", () => {
  const store = openStore(home);
  expect(store.durability()).toEqual({ journalMode: "wal", synchronous: 2 });
  store.close();
});

it("changes nothing when the work of a transaction fails", () => {
  const store = openStore(home);
  expect(() =>
    store.transaction(() => {
      store.logRequest("batch-1", 0, "ACCEPTED");
      throw new Error("half way");
    }),
  ).toThrow("half way");
  expect(store.listRequests(null, 0, 10)).toEqual([]);
  store.close();
});

it("refuses a store of another version and leaves it alone", () => {
  const file = join(home, "venue.sqlite");
  const other = new DatabaseSync(file);
  other.exec("pragma user_version = 7");
  other.close();
  expect(() => openStore(home)).toThrow(/version 7, this venue reads 1/);
  const after = new DatabaseSync(file);
  expect(after.prepare("select count(*) as tables from sqlite_master").get()).toMatchObject({ tables: 0 });
  after.close();
});

it("refuses a file that is no store", async () => {
  await writeFile(join(home, "venue.sqlite"), "these are not the bytes of a database".repeat(100));
  expect(() => openStore(home)).toThrow(/not a database/);
});

it("does not put an order back to work when the clock was set back over a restart", () => {
  const body = {
    clientOrderId: "batch-1",
    symbol: "BTCUSD",
    side: "BUY",
    timeInForce: "IOC",
    quantity: "1",
  };
  const ahead = Date.now() + 7_200_000;
  const before = openVenue({ home, now: () => ahead });
  before.submit(body);
  before.close();
  const after = openVenue({ home });
  const second = after.submit({ ...body, clientOrderId: "batch-2" });
  if (second.kind !== "answered") throw new Error("the order was not answered");
  expect(Date.parse(second.order.acceptedAt)).toBeGreaterThanOrEqual(ahead);
  after.close();
});
