import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./sources.ts";
import type { ProcessPlan } from "./supervised.ts";

export type Surroundings = {
  home: string;
  port: number;
  venuePort: number;
  sinkPort: number;
  /** The application's URL; the owner's never reaches these processes. */
  databaseUrl: string;
  sessionSecret: string;
  /** Seals what the database must not hold in clear; kept beside the database, never in it. */
  encryptionKey: string;
  /** Hosts that webhooks may reach although they are not public, as the person set them. */
  webhookAllowedHosts: string;
  dev: boolean;
};

const has = (relative: string) => existsSync(path.join(root, relative));

function commonEnvironment(from: Surroundings): Record<string, string> {
  return {
    NODE_ENV: from.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PRORATA_MODE: "sandbox",
    DATABASE_URL: from.databaseUrl,
    VENUE_URL: `http://127.0.0.1:${from.venuePort}`,
    SINK_URL: `http://127.0.0.1:${from.sinkPort}`,
    WEBHOOK_ALLOWED_HOSTS: from.webhookAllowedHosts,
    PRORATA_ENCRYPTION_KEY: from.encryptionKey,
    NEXTAUTH_SECRET: from.sessionSecret,
    AUTH_TRUST_HOST: "true",
  };
}

type Source = {
  built: string;
  source: string;
  drainMs: number;
  env: (from: Surroundings) => Record<string, string>;
};

const sources: Record<"venue" | "sink" | "worker" | "relay", Source> = {
  venue: {
    built: "dist/venue.js",
    source: "server/venue/main.ts",
    drainMs: 10_000,
    // The venue is another company's system: it gets no URL, no secret and no mode of ours.
    env: (from) => ({
      NODE_ENV: from.dev ? "development" : "production",
      DATABASE_URL: "",
      PRORATA_ENCRYPTION_KEY: "",
      VENUE_PORT: String(from.venuePort),
      VENUE_HOME: path.join(from.home, "venue"),
    }),
  },
  sink: {
    built: "dist/sink.js",
    source: "server/sink/main.ts",
    drainMs: 5_000,
    // It stands for a firm's own system, so it gets nothing of ours either.
    env: (from) => ({
      NODE_ENV: from.dev ? "development" : "production",
      DATABASE_URL: "",
      PRORATA_ENCRYPTION_KEY: "",
      SINK_PORT: String(from.sinkPort),
      SINK_HOME: path.join(from.home, "sink"),
    }),
  },
  worker: {
    built: "dist/worker.js",
    source: "server/workers/batch-worker.ts",
    drainMs: 30_000,
    env: commonEnvironment,
  },
  relay: {
    built: "dist/relay.js",
    source: "server/workers/relay-worker.ts",
    drainMs: 30_000,
    env: commonEnvironment,
  },
};

export const logFileOf = (home: string, name: string): string => path.join(home, "logs", `${name}.log`);

/** The processes of a sandbox in the order in which they start. A process whose program does not exist is left out. */
export function planProcesses(from: Surroundings): ProcessPlan[] {
  const plans: ProcessPlan[] = [];
  for (const name of ["venue", "sink", "worker", "relay"] as const) {
    const { built, source, drainMs, env } = sources[name];
    if (!has(from.dev ? source : built)) continue;
    const args = from.dev ? ["--import", "tsx", source] : ["--enable-source-maps", built];
    plans.push({ name, args, env: env(from), logFile: logFileOf(from.home, name), drainMs });
  }
  plans.push({
    name: "web",
    args: from.dev
      ? ["node_modules/next/dist/bin/next", "dev", "-p", String(from.port), "-H", "127.0.0.1"]
      : ["--import", "./scripts/web-gate.mjs", ".next/standalone/server.js"],
    env: { ...commonEnvironment(from), PORT: String(from.port), HOSTNAME: "127.0.0.1" },
    logFile: logFileOf(from.home, "web"),
    drainMs: 8_000,
  });
  return plans;
}
