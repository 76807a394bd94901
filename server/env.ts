import { z } from "zod";

/** The one module that reads process.env: names and types only. Other modules take a Config (server/config.ts). */
const environment = z.object({
  DATABASE_URL: z.string().min(1),
  VENUE_URL: z.url(),
  PRORATA_MODE: z.enum(["sandbox", "production"]).default("production"),
  NEXTAUTH_SECRET: z.string().optional(),
  PRORATA_ENCRYPTION_KEY: z.string().optional(),
  WEBHOOK_ALLOWED_HOSTS: z.string().default(""),
  SINK_URL: z.url().optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  RATE_LIMIT_PER_SECOND: z.coerce.number().int().min(0).max(1_000_000).default(2_000),
  DATABASE_POOL: z.coerce.number().int().min(2).max(50).default(8),
});
export type Env = z.infer<typeof environment>;

/** Reads and checks the environment. Throws one Error that names each bad or missing variable. */
export function readEnv(): Env {
  const read = environment.safeParse(process.env);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The environment is not complete. ${faults.join("; ")}. See .env.example.`);
}

export type CrashPoint = { point: string; hit: number; signal: "SIGKILL" | "SIGSTOP" };

/** The pause point that a kill test has armed ("name:n" or "name:n:stop" in CRASH_AT); null unless the sandbox runs with CRASH_POINTS=1. */
export function readCrashPoint(): CrashPoint | null {
  if (process.env.CRASH_POINTS !== "1" || process.env.PRORATA_MODE !== "sandbox") return null;
  const [, point, hit, stop] = /^([a-z.-]+):(\d+)(:stop)?$/.exec(process.env.CRASH_AT ?? "") ?? [];
  if (point === undefined || hit === undefined) return null;
  return { point, hit: Number(hit), signal: stop === undefined ? "SIGKILL" : "SIGSTOP" };
}
