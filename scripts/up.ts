import { prorataHome } from "./resolve-database.ts";
import { Sandbox } from "./sandbox.ts";
import { Sentence } from "./sentence.ts";

const startedAt = Date.now();
const say = (text: string) =>
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);

function readPort(text = process.env.PORT || "3000"): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Sentence(`PORT must be a number from 1 to 65535, not "${text}".`);
}

const welcome = (url: string, home: string) => `
Prorata is ready: ${url}

  Sign in as     trader@demo.test
  Password       prorata-demo
  Other people   approver@demo.test, viewer@demo.test, admin@demo.test (same password)
  API login      demo-api at ${url}/api/v2/login (same password)
  Logs           ${home}/logs

Press Ctrl-C to stop.
`;

/** npm passes Ctrl-C on although the terminal has sent it to us already; one key press must not count twice. */
const samePressMs = 1_000;

function stopOnSignals(sandbox: Sandbox): AbortSignal {
  const asked = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (firstAt === 0) {
      firstAt = Date.now();
      say("Stopping. Press Ctrl-C again to end everything at once.");
      asked.abort();
    } else if (Date.now() - firstAt > samePressMs) {
      sandbox.kill();
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  whenParentIsGone(() => {
    if (firstAt === 0) onSignal();
  });
  return asked.signal;
}

/** Calls back when the npm that started this has been killed, which sends no signal here. */
function whenParentIsGone(callBack: () => void): void {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callBack();
  }, 500);
  timer.unref();
}

/** Prints what went wrong; returns the exit code. */
function complain(error: unknown): number {
  console.error(error instanceof Sentence ? error.message : error);
  return 1;
}

async function run(sandbox: Sandbox, home: string): Promise<number> {
  const asked = stopOnSignals(sandbox);
  asked.addEventListener("abort", () => void sandbox.stop());
  let code = 0;
  try {
    await sandbox.start();
    console.log(welcome(sandbox.url, home));
    const halted = await sandbox.untilHalted(asked);
    if (halted) throw halted;
  } catch (error) {
    if (!asked.aborted) code = complain(error);
  }
  await sandbox.stop();
  if (asked.aborted) say("Stopped.");
  return code;
}

async function main(): Promise<number> {
  const home = prorataHome();
  const databaseUrl = process.env.DATABASE_URL;
  const dev = process.argv.includes("--dev");
  const port = readPort();
  const webhookAllowedHosts = process.env.WEBHOOK_ALLOWED_HOSTS ?? "";
  const own = databaseUrl ? { databaseUrl } : {};
  return run(new Sandbox({ home, port, dev, say, webhookAllowedHosts, ...own }), home);
}

// Whoever read our output may be gone before us; the stop goes on without a reader.
process.stdout.on("error", () => undefined);
process.stderr.on("error", () => undefined);
process.exit(await main().catch(complain));
