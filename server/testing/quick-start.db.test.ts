import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restApp } from "@/server/api/rest/app";
import { eventExamples } from "@/server/api/rest/openapi-examples";
import { type Harness, startHarness } from "./harness";
import { serveFetch } from "./typed-client/serve";

// The commands of docs/quick-start.md as they stand: what stands before "Receive a webhook" is called, what stands there is run.
const [calling = "", receiving = ""] = readFileSync("docs/quick-start.md", "utf8").split(/^## 6\. /m);
const blocks = (markdown: string, language: string): string =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))]
    .map((block) => block[1])
    .join("\n");

let desk: Harness;
let server: Awaited<ReturnType<typeof serveFetch>>;
let folder: string;
beforeAll(async () => {
  desk = await startHarness();
  const app = restApp(async () => ({ ctx: desk.ctx, sandbox: { venue: desk.control } }));
  server = await serveFetch((request) => app.fetch(request));
  folder = mkdtempSync(path.join(tmpdir(), "prorata-quick-start-"));
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
  await desk.close();
});

const start = (command: string, args: string[], env: Record<string, string>): ChildProcess =>
  spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

/** Runs to the end while the desk works on what was closed; answers what was printed. */
async function runToEnd(command: string, args: string[]): Promise<string> {
  const child = start(command, args, { PRORATA: `${server.url}/api/v2` });
  const output = Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : "")));
  const ended = new Promise<number | null>((end) => child.on("close", end));
  const deadline = setTimeout(() => child.kill(), 60_000);
  while (child.exitCode === null && child.signalCode === null) {
    await desk.processAll();
    await Promise.race([ended, new Promise((turn) => setTimeout(turn, 50))]);
  }
  clearTimeout(deadline);
  const [out = "", err = ""] = await output;
  expect(err).not.toMatch(/error/i);
  expect(await ended, err).toBe(0);
  return out;
}

test("the commands in curl go from a password to the batch's events", async () => {
  const printed = await runToEnd("bash", ["-euo", "pipefail", "-c", blocks(calling, "sh")]);
  expect(printed).toContain('"accepted":2,"rejected":0,"duplicates":0');
  expect(printed).toContain('"status":"COMPLETE"');
  expect(printed).toMatch(/"items":\[\{"position":"1","event_type":"allocation\/batch\/1"/);
  expect(printed.match(/"netMoney":"(200|50|75\.25)"/g)?.length).toBeGreaterThanOrEqual(3);
});

test("the program in TypeScript does the same", async () => {
  const file = path.join(folder, "quick-start.ts");
  writeFileSync(file, blocks(calling, "ts"));
  const printed = await runToEnd(process.execPath, [file]);
  expect(printed).toContain("2 0 0\n");
  expect(printed).toMatch(/AT00001 COMPLETE 0\.\d+ 200\n/);
  expect(printed).toMatch(/\d+ order\/1 FILLED\n/);
});

test("the receiver in TypeScript takes a signed event once, and nothing that was changed", async () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const file = path.join(folder, "receive.ts");
  const port = await freePort();
  writeFileSync(file, blocks(receiving, "ts"));
  const child = start(process.execPath, [file], { SIGNING_SECRET: secret, PORT: String(port) });
  try {
    let printed = "";
    const heard = new Promise<void>((listening) => {
      child.stdout?.on("data", (piece) => {
        printed += String(piece);
        if (printed.includes("listening")) listening();
      });
    });
    await heard;
    const event = eventExamples.allocationComplete;
    const body = JSON.stringify(event);
    const send = (sent: string, at = new Date()) =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        headers: {
          "webhook-id": event.message_id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": new Webhook(secret).sign(event.message_id, at, body),
        },
        body: sent,
      });
    expect((await send(body.replace('"200"', '"900"'))).status).toBe(400);
    expect((await send(body, new Date(Date.now() - 3_600_000))).status).toBe(400);
    expect((await send(body)).status).toBe(204);
    expect((await send(body)).status).toBe(204);
    expect(printed.split(event.message_id)).toHaveLength(2);
  } finally {
    child.kill();
  }
});

async function freePort(): Promise<number> {
  const one = await serveFetch(() => new Response(null));
  await one.close();
  return Number(new URL(one.url).port);
}
