import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const gate = fileURLToPath(new URL("./web-gate.mjs", import.meta.url));
const program = `const http = require("node:http");
  const server = http.createServer((request, response) => response.end("served " + request.url));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

let child: ChildProcess;
let port = 0;
beforeAll(async () => {
  child = spawn(process.execPath, ["--import", gate, "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  port = await new Promise<number>((resolve) => child.stdout?.once("data", (text) => resolve(Number(text))));
});
afterAll(() => child.kill());

/** The whole answer to a request line; fetch would refuse to send these. */
const ask = (line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
    socket.end(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });

test.each(["GET /%E0%A4%A", "POST /api/v2/%", "GET /%C0%AE"])("%s is a bad request", async (line) => {
  const answer = await ask(line);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"error":"BODY_INVALID"');
});

test.each(["TRACE /", "PROPFIND /api/v2/status", "PURGE /"])("%s is not served", async (line) => {
  const answer = await ask(line);
  expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  expect(answer).toMatch(/Allow: GET, HEAD/);
});

test.each(["GET /", "GET /a%20b?x=%", "PATCH /api", "OPTIONS /"])("%s is handed on", async (line) => {
  expect(await ask(line)).toContain(`served ${line.split(" ")[1]}`);
});
