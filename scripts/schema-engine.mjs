#!/usr/bin/env node
// NOTE: executeScript is replaced below because the adapter splits a migration at every semicolon, also inside $$ bodies and comments.
// Speaks the JSON-RPC dialect the Prisma CLI expects from its native schema engine,
// backed by the same engine compiled to WebAssembly (shipped as an npm package).
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bg from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';

const argv = process.argv.slice(2);
const opt = (name) => { const i = argv.indexOf(name); return i < 0 ? undefined : argv[i + 1]; };
const all = (name) => argv.flatMap((a, i) => (a === name ? [argv[i + 1]] : []));
const url = JSON.parse(opt('--datasource') ?? '{}').url ?? process.env.DATABASE_URL ?? 'postgresql://127.0.0.1/postgres';
const log = (level, message, extra = {}) => process.stderr.write(JSON.stringify({ level, target: 'schema_engine::logger', fields: { message, ...extra } }) + '\n');

async function withAdmin(fn) {
  const config = parseIntoClientConfig(url);
  const c = new pg.Client({ ...config, database: 'postgres' });
  await c.connect();
  try { return await fn(c, config.database); } finally { await c.end(); }
}
const createDatabase = () => withAdmin(async (c, name) => { await c.query(`CREATE DATABASE ${c.escapeIdentifier(name)}`); return name; });

// adapter-pg refuses PostgreSQL's internal "char" type (oid 18), which the engine's catalogue queries return.
const charColumns = new Set();
const { addFields } = pg.Result.prototype;
pg.Result.prototype.addFields = function (fields) {
  for (const f of fields) if (f.dataTypeID === 18) { charColumns.add(f.name); f.dataTypeID = 25; }
  return addFields.call(this, fields);
};
function withCharColumns(queryable) {
  queryable.executeScript = async (script) => { await queryable.client.query(script); };
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = async (q) => {
    const r = await queryRaw(q);
    r.columnTypes = r.columnTypes.map((t, i) => (t === ColumnTypeEnum.Text && charColumns.has(r.columnNames[i]) ? ColumnTypeEnum.Character : t));
    return r;
  };
  return queryable;
}
class MigrationPg extends PrismaPg {
  async connect() { return withCharColumns(await super.connect()); }
  // The adapter's own version drops the shadow database while its pool is still connected, which PostgreSQL refuses.
  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await withAdmin((c) => c.query(`CREATE DATABASE "${database}"`));
    const shadow = withCharColumns(await new PrismaPg({ ...parseIntoClientConfig(url), database }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await withAdmin((c) => c.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`));
    };
    return shadow;
  }
}

async function cli(command) {
  log('INFO', `Starting ${command}`);
  try {
    if (command === 'can-connect-to-database') { const c = new pg.Client({ connectionString: url }); await c.connect(); await c.end(); }
    else if (command === 'create-database') await createDatabase();
    else if (command === 'drop-database') { await withAdmin((c, n) => c.query(`DROP DATABASE IF EXISTS ${c.escapeIdentifier(n)} WITH (FORCE)`)); log('INFO', 'The database was successfully dropped'); }
    return 0;
  } catch (e) {
    const message = e.message || e.code;
    log('ERROR', message, { is_panic: false, error_code: e.code === '3D000' ? 'P1003' : e.code === 'ECONNREFUSED' ? 'P1001' : 'P1000', meta: null });
    return 1;
  }
}
if (argv.includes('--version')) { console.log('schema-engine-cli 0edf323efd1d98336f3f0a68684b56f689b900d3'); process.exit(0); }
if (argv.includes('cli')) process.exit(await cli(argv.at(-1)));

let panic = '';
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (m) => { panic = m; } };
const wasm = readFileSync(fileURLToPath(new URL('./schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))));
const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bg });
bg.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const send = (m) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...m }) + '\n');
const sendError = (id, message, error_code) => send({ id, error: { code: 4466, message, data: { is_panic: false, message, error_code } } });
const datamodels = all('--datamodels').map((p) => [p, readFileSync(p, 'utf8')]);
const factory = bindMigrationAwareSqlAdapterFactory(
  new MigrationPg(parseIntoClientConfig(url)),
);
let enginePromise;
const engine = () => (enginePromise ??= bg.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, (m) => log('INFO', m), factory));
const printed = new Map();
const active = new Set();
let closed = false;
const maybeExit = () => { if (closed && active.size === 0) process.exit(0); };
process.on('uncaughtException', (e) => {
  for (const id of active) sendError(id, panic || e.stack || String(e));
  process.stdout.write('', () => process.exit(1));
});
process.on('SIGTERM', () => process.exit(0));

async function call(method, params) {
  if (method === 'createDatabase') return { databaseName: await createDatabase() };
  const e = await engine();
  if (method === 'getDatabaseVersion') return e.version(params);
  const result = await e[method](params);
  if (method !== 'diff' || !result.stdout) return result;
  const id = `print-${printed.size + 1}`;
  const done = new Promise((resolve) => printed.set(id, resolve));
  send({ id, method: 'print', params: { content: result.stdout } });
  await done;
  return { ...result, stdout: null };
}
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { id, method, params } = JSON.parse(line);
    if (!method) return printed.get(id)?.();
    active.add(id);
    try { send({ id, result: (await call(method, params)) ?? null }); }
    catch (e) { sendError(id, panic || e.message || String(e), e.code); }
    active.delete(id);
    maybeExit();
  })
  .on('close', () => { closed = true; maybeExit(); });
