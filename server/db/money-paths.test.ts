import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** Money is written through withFirmTx and nothing else; Prisma reads (docs: a transaction of its may commit in part). */

const folder = "server";
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/^(db\/generated|testing)\//.test(file),
  )
  .map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }));
const filesWith = (pattern: RegExp, but: readonly string[] = []): string[] =>
  sources.filter(({ file, text }) => pattern.test(text) && !but.includes(file)).map(({ file }) => file);

describe("the paths of money", () => {
  test("are looked at where they are", () => {
    expect(sources.length).toBeGreaterThan(80);
    expect(filesWith(/withFirmTx\(/).length).toBeGreaterThan(10);
  });

  test("no transaction of Prisma is opened but the one that reads as a firm", () => {
    expect(filesWith(/\$transaction/)).toEqual(["db/client.ts"]);
    const client = sources.find(({ file }) => file === "db/client.ts")?.text ?? "";
    expect(client).toContain("set_config('transaction_read_only', 'on', true)");
  });

  test("no model of Prisma is written", () => {
    expect(
      filesWith(/\.(create|createMany|update|updateMany|upsert|delete|deleteMany)\(\s*\{\s*(data|where)\b/),
    ).toEqual([]);
    expect(filesWith(/\$(executeRaw|executeRawUnsafe|queryRawUnsafe)/, ["db/client.ts"])).toEqual([]);
  });

  test("no transaction is begun by hand but in the one door", () => {
    const doors = ["db/transaction.ts", "db/verify.ts", "db/readiness.ts", "venue/store.ts"];
    expect(filesWith(/["'`]\s*begin\b/i, doors)).toEqual([]);
  });

  test("money and coins are never read through a JS number", () => {
    const money = "(amount|quantity|price|gross|fee|netMoney|notional|balance)";
    expect(filesWith(new RegExp(`(Number|parseFloat)\\([^)]*\\b${money}\\b`, "i"))).toEqual([]);
  });
});
