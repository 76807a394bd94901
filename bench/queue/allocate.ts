import path from "node:path";
import { Pool } from "undici";
import { z } from "zod";
import { freePort } from "../../scripts/ports.ts";
import { makeRequests, openNew, settle } from "../batches";
import type { Desk } from "../desk";
import { againFloor, ingestFloor } from "../floor";
import { type Quantiles, quantilesOf } from "../statistics";
import { type Load, openLoop } from "./open-loop";
import { answering, type Programs } from "./programs";
import type { Measured } from "./table";

const warmUp: Load = { perSecond: 100, seconds: 3 };
const below = "/api/v2/allocation/trade/batch";
const answers = {
  login: z.object({ token: z.string() }),
  allocation: z.object({ status: z.literal("PENDING") }),
  bulk: z.object({ accepted: z.number(), duplicates: z.number() }),
};

type Caller = { post(url: string, body: string): Promise<string>; close(): Promise<void> };

/** Signs in as the firm's own system and answers a caller with as many connections as it needs. */
async function openCaller(origin: string): Promise<Caller> {
  const pool = new Pool(origin, { connections: 64 });
  const call = async (url: string, body: string, token: string): Promise<string> => {
    const headers = { "content-type": "application/json", authorization: token };
    const answer = await pool.request({ path: url, method: "POST", headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${url} → ${answer.statusCode} ${text}`);
    return text;
  };
  const signIn = JSON.stringify({ logonId: "demo-api", password: "prorata-demo" });
  const { token } = answers.login.parse(JSON.parse(await call("/api/v2/login", signIn, "")));
  return { post: (url, body) => call(url, body, token), close: () => pool.close() };
}

/** Allocations of a batch of their own, one call each, at the planned times; each answer is measured from its planned time. */
async function allocateOnce(
  desk: Desk,
  caller: Caller,
  given: { load: Load; isBare: boolean },
): Promise<Quantiles> {
  const { batchTransactionId, batchId } = await openNew(desk);
  const more = given.isBare ? { firmId: desk.trader.firmId, batchId } : {};
  const url = given.isBare ? "/bare" : `${below}/allocate`;
  const bodies = makeRequests(given.load.perSecond * given.load.seconds, batchTransactionId).map((row) =>
    JSON.stringify({ ...row, ...more }),
  );
  const times = await openLoop(given.load, async (index) => {
    answers.allocation.parse(JSON.parse(await caller.post(url, bodies[index] ?? "")));
  });
  return quantilesOf(times);
}

async function repeat(
  desk: Desk,
  caller: Caller,
  plan: { load: Load; repetitions: number; isBare: boolean },
): Promise<Quantiles[]> {
  await allocateOnce(desk, caller, { ...plan, load: warmUp });
  const found: Quantiles[] = [];
  for (let repetition = 0; repetition < plan.repetitions; repetition++) {
    await settle(desk);
    found.push(await allocateOnce(desk, caller, plan));
  }
  return found;
}

const nameOf = ({ perSecond, seconds }: Load): string =>
  `allocate over REST, ${perSecond}/s for ${seconds} s`;

/** One allocation a call, against a bare insert route in the same process. */
export async function measureAllocate(
  desk: Desk,
  programs: Programs,
  plan: { load: Load; repetitions: number },
): Promise<Measured> {
  const rest = await programs.startServer("rest", programs.deskEnv);
  const caller = await openCaller(rest.url);
  const ours = await repeat(desk, caller, { ...plan, isBare: false });
  const floor = await repeat(desk, caller, { ...plan, isBare: true });
  await caller.close();
  await rest.stop();
  return { latencies: [{ name: nameOf(plan.load), ours, floor }], times: [] };
}

/** The same once through the web server as it was built last, with what the build held then. */
export async function measureWeb(
  desk: Desk,
  programs: Programs,
  plan: { load: Load; repetitions: number },
): Promise<Measured> {
  const port = String(await freePort());
  const file = path.join(".next", "standalone", "server.js");
  const env = {
    ...programs.deskEnv,
    PORT: port,
    HOSTNAME: "127.0.0.1",
    NEXTAUTH_URL: `http://127.0.0.1:${port}`,
  };
  const program = programs.startFile(file, "web", env);
  const origin = `http://127.0.0.1:${port}`;
  await answering(`${origin}/api/v2/status`, program);
  const caller = await openCaller(origin);
  const ours = await repeat(desk, caller, { ...plan, isBare: false });
  await caller.close();
  program.kill("SIGTERM");
  await program.ended;
  return { latencies: [{ name: `${nameOf(plan.load)}, built web server`, ours, floor: [] }], times: [] };
}

/** All rows in one call, and the same call again, against bare SQL that does the same to the table. */
export async function measureBulk(
  desk: Desk,
  programs: Programs,
  plan: { rows: number; repetitions: number },
): Promise<Measured> {
  const rest = await programs.startServer("rest", programs.deskEnv);
  const caller = await openCaller(rest.url);
  const first = { name: "rows in one call", count: plan.rows, ours: [] as number[], floor: [] as number[] };
  const again = { ...first, name: "the same call again", ours: [] as number[], floor: [] as number[] };
  for (let repetition = 0; repetition <= plan.repetitions; repetition++) {
    const { batchTransactionId } = await openNew(desk);
    const body = JSON.stringify(makeRequests(plan.rows, batchTransactionId));
    const send = async (expected: { accepted: number; duplicates: number }): Promise<number> => {
      await settle(desk);
      const startedAt = performance.now();
      const text = await caller.post(`${below}/${batchTransactionId}/allocations`, body);
      const tookMs = performance.now() - startedAt;
      const { accepted, duplicates } = answers.bulk.parse(JSON.parse(text));
      if (accepted !== expected.accepted || duplicates !== expected.duplicates)
        throw new Error(`${accepted} rows were accepted and ${duplicates} were repeats`);
      return tookMs;
    };
    const ours = await send({ accepted: plan.rows, duplicates: 0 });
    const oursAgain = await send({ accepted: 0, duplicates: plan.rows });
    const other = await openNew(desk);
    const requests = makeRequests(plan.rows, other.batchTransactionId);
    await settle(desk);
    const floor = await ingestFloor(desk, other.batchId, requests);
    await settle(desk);
    const floorAgain = await againFloor(desk, other.batchId, requests);
    // The first one only warms everything up.
    if (repetition === 0) continue;
    first.ours.push(ours);
    first.floor.push(floor.ms);
    again.ours.push(oursAgain);
    again.floor.push(floorAgain.ms);
  }
  await caller.close();
  await rest.stop();
  return { latencies: [], times: [first, again] };
}
