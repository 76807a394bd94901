import { type Env, readEnv } from "./env";

export type Config = {
  mode: "sandbox" | "production";
  databaseUrl: string;
  databasePool: number;
  venueUrl: string;
  logLevel: Env["LOG_LEVEL"];
  /** Requests that each web process serves a firm in a second; 0 is no limit. */
  rateLimitPerSecond: number;
  /** Seals webhook secrets and credentials; null for a process that never opens one. */
  encryptionKey: string | null;
  /** Hosts, or hosts with a port, that events may go to although they are not public HTTPS addresses; none in production. */
  allowedHosts: readonly string[];
  /** The sandbox's own receiver of events; null in production. */
  sinkUrl: string | null;
};

type Needs = { sessions: boolean; secrets: boolean };

const weakSecret = (secret: string | undefined): boolean => secret === undefined || secret.length < 32;

/** The environment as settings with cross-field rules; throws an Error that says which setting is wrong and why. */
export function readConfig(needs: Needs): Config {
  const env = readEnv();
  if (needs.sessions && weakSecret(env.NEXTAUTH_SECRET)) {
    throw new Error(
      "NEXTAUTH_SECRET must be set to at least 32 random characters, because it signs the sessions.",
    );
  }
  const sandbox = env.PRORATA_MODE === "sandbox";
  if (needs.secrets && weakSecret(env.PRORATA_ENCRYPTION_KEY)) {
    throw new Error(
      "PRORATA_ENCRYPTION_KEY must be set to at least 32 random characters, because it seals the secrets of endpoints.",
    );
  }
  const allowedHosts = env.WEBHOOK_ALLOWED_HOSTS.split(",").flatMap((host) => host.trim() || []);
  if (!sandbox && allowedHosts.length > 0) {
    throw new Error(
      "WEBHOOK_ALLOWED_HOSTS is for sandboxes: in production events go to public HTTPS addresses only.",
    );
  }
  return {
    encryptionKey: needs.secrets ? (env.PRORATA_ENCRYPTION_KEY ?? null) : null,
    allowedHosts: sandbox && env.SINK_URL ? [...allowedHosts, new URL(env.SINK_URL).host] : allowedHosts,
    sinkUrl: sandbox ? (env.SINK_URL ?? null) : null,
    mode: env.PRORATA_MODE,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    venueUrl: env.VENUE_URL,
    logLevel: env.LOG_LEVEL,
    rateLimitPerSecond: env.RATE_LIMIT_PER_SECOND,
  };
}
