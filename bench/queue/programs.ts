import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type Program, startProgram, until } from "@/server/testing/kill/programs";
import { bundleProcess } from "../../scripts/build-parts.ts";
import { freePort } from "../../scripts/ports.ts";
import { root } from "../../scripts/sources.ts";
import type { Desk } from "../desk";

const entries = {
  relay: "server/workers/relay-worker.ts",
  receiver: "bench/queue/receiver-process.ts",
  rest: "bench/queue/rest-process.ts",
  queues: "bench/queue/queues-process.ts",
  "bare-relay": "bench/queue/bare-relay-process.ts",
  "bare-drain": "bench/queue/bare-drain-process.ts",
  "bare-sqs": "bench/queue/bare-sqs-process.ts",
} as const;
type Name = keyof typeof entries;

export type Programs = Awaited<ReturnType<typeof openPrograms>>;

/** The processes of a run, bundled as the desk's own are. With BENCH_PROFILE=folder each leaves a CPU profile there when it ends. */
export async function openPrograms(desk: Desk) {
  const folder = path.join("dist", `bench-${process.pid}`);
  mkdirSync(path.join(root, folder), { recursive: true });
  const fileOf = (name: string): string => path.join(folder, `${name}.js`);
  await Promise.all(Object.entries(entries).map(([name, entry]) => bundleProcess(entry, fileOf(name))));
  const started: Program[] = [];
  const profiles = process.env.BENCH_PROFILE;
  const profiled = profiles ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${path.resolve(profiles)}` } : {};

  const startFile = (file: string, name: string, env: Record<string, string>): Program => {
    const log = path.join(desk.home, "logs", `${name}-${started.length}.log`);
    const program = startProgram(file, { ...profiled, ...env }, log);
    started.push(program);
    return program;
  };
  const start = (name: Name, env: Record<string, string>) => startFile(fileOf(name), name, env);

  const stop = async (program: Program): Promise<void> => {
    program.kill("SIGTERM");
    await program.ended;
  };
  const startServer = async (name: "receiver" | "rest" | "queues", env: Record<string, string> = {}) => {
    const port = await freePort();
    const program = start(name, { PORT: String(port), ...env });
    const url = `http://127.0.0.1:${port}`;
    await answering(`${url}/health`, program);
    return { url, stop: () => stop(program) };
  };

  return {
    deskEnv: deskEnv(desk),
    startFile,
    startServer,
    /** Waits until the relay shows that it lives. */
    startRelay: async () => {
      const living = async (): Promise<number> => {
        const { rows } = await desk.owner.query<{ n: number }>("select count(*)::int as n from relays");
        return rows[0]?.n ?? 0;
      };
      const before = await living();
      const program = start("relay", deskEnv(desk));
      await until("the relay lives", 30_000, async () => (await living()) > before);
      return { stop: () => stop(program) };
    },
    /** A bare process that works until it is stopped. */
    startBare: (name: "bare-relay", env: Record<string, string>) => {
      const program = start(name, env);
      return { program, stop: () => stop(program) };
    },
    /** Runs a bare process to its end; what it printed are the milliseconds of its repetitions. */
    runBare: async (name: "bare-drain" | "bare-sqs", env: Record<string, string>): Promise<number[]> => {
      const program = start(name, env);
      const { code } = await program.ended;
      if (code !== 0) throw new Error(`${name} failed: ${program.log()}`);
      return JSON.parse(program.log());
    },
    close: async () => {
      for (const program of started) program.kill("SIGKILL");
      await Promise.all(started.map((program) => program.ended));
      rmSync(path.join(root, folder), { recursive: true, force: true });
    },
  };
}

const deskEnv = (desk: Desk): Record<string, string> => ({
  DATABASE_URL: desk.appUrl,
  VENUE_URL: desk.venueUrl,
  PRORATA_MODE: "sandbox",
  PRORATA_ENCRYPTION_KEY: desk.encryptionKey,
  NEXTAUTH_SECRET: desk.encryptionKey,
  WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
  LOG_LEVEL: "warn",
});

/** Waits until the address answers, whatever it answers; throws with the program's log when it ends instead. */
export const answering = (url: string, program: Program): Promise<boolean> =>
  until(`${url} answers`, 60_000, () => {
    if (!program.isRunning()) throw new Error(program.log());
    return fetch(url).then(
      () => true,
      () => false,
    );
  });
