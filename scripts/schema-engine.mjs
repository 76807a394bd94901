#!/usr/bin/env node
// The schema engine for the Prisma command line, without a download. The command line talks JSON-RPC over standard
// input and output to a native program; this one answers with the same engine compiled to WebAssembly, which comes
// from the package registry. It relies on details of one Prisma version: after an upgrade the drift test must pass.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { createDatabase, dropDatabase, MigrationPg } from "./schema-engine-adapter.mjs";

const engineVersion = "0edf323efd1d98336f3f0a68684b56f689b900d3";
const userFacingErrorCode = 4466;

const args = process.argv.slice(2);
const optionValues = (name) => args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []));
const datasource = JSON.parse(optionValues("--datasource")[0] ?? "{}");
const url = datasource.url || process.env.DATABASE_URL || "postgresql://127.0.0.1/postgres";

const log = (level, message, extra = {}) => {
  const line = { level, target: "schema_engine::logger", fields: { message, ...extra } };
  process.stderr.write(`${JSON.stringify(line)}\n`);
};

const prismaCodes = { "3D000": "P1003", ECONNREFUSED: "P1001" };

/** The commands that the command line runs once, outside JSON-RPC. Resolves to the exit code. */
async function runOnce(command) {
  log("INFO", `Starting ${command}`);
  try {
    if (command === "create-database") await createDatabase(url);
    if (command === "can-connect-to-database") {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
    }
    if (command === "drop-database") {
      await dropDatabase(url);
      log("INFO", "The database was successfully dropped");
    }
    return 0;
  } catch (error) {
    const error_code = prismaCodes[error.code] ?? "P1000";
    log("ERROR", error.message || error.code, { is_panic: false, error_code, meta: null });
    return 1;
  }
}

if (args.includes("--version")) {
  console.log(`schema-engine-cli ${engineVersion}`);
  process.exit(0);
}
if (args.includes("cli")) process.exit(await runOnce(args.at(-1)));

let panic = "";
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (message) => {
    panic = message;
  },
};
const wasmUrl = new URL(
  "./schema_engine_bg.wasm",
  import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"),
);
const { instance } = await WebAssembly.instantiate(readFileSync(fileURLToPath(wasmUrl)), {
  "./schema_engine_bg.js": bindings,
});
bindings.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const datamodels = optionValues("--datamodels").map((file) => [file, readFileSync(file, "utf8")]);
const factory = bindMigrationAwareSqlAdapterFactory(new MigrationPg(url));
let starting;
const engine = () => {
  // An empty list of datamodels makes the engine panic; absence does not.
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined };
  starting ??= bindings.SchemaEngine.new(options, (message) => log("INFO", message), factory);
  return starting;
};

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const sendError = (id, message, error_code) => {
  send({ id, error: { code: userFacingErrorCode, message, data: { is_panic: false, message, error_code } } });
};

const printing = new Map();
const active = new Set();
let inputClosed = false;
const exitWhenDone = () => {
  if (inputClosed && active.size === 0) process.exit(0);
};

// A crash that leaves a call unanswered would be taken for success by the command line.
process.on("uncaughtException", (error) => {
  for (const id of active) sendError(id, panic || error.stack || String(error));
  process.stdout.write("", () => process.exit(1));
});
process.on("SIGTERM", () => process.exit(0));

/** Asks the command line to print, and waits until it has. */
async function print(content) {
  const id = `print-${printing.size + 1}`;
  const printed = new Promise((resolve) => printing.set(id, resolve));
  send({ id, method: "print", params: { content } });
  await printed;
}

async function call(method, params) {
  if (method === "createDatabase") return { databaseName: await createDatabase(url) };
  const running = await engine();
  if (method === "getDatabaseVersion") return running.version(params);
  const result = await running[method](params);
  if (method !== "diff" || !result.stdout) return result;
  await print(result.stdout);
  return { ...result, stdout: null };
}

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const { id, method, params } = JSON.parse(line);
    if (!method) {
      printing.get(id)?.();
      return;
    }
    active.add(id);
    try {
      send({ id, result: (await call(method, params)) ?? null });
    } catch (error) {
      sendError(id, panic || error.message || String(error), error.code);
    }
    active.delete(id);
    exitWhenDone();
  })
  .on("close", () => {
    inputClosed = true;
    exitWhenDone();
  });
