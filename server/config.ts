import { type Env, readEnv } from "./env";

export type Config = {
  mode: "sandbox" | "production";
  databaseUrl: string;
  databasePool: number;
  venueUrl: string;
  logLevel: Env["LOG_LEVEL"];
};

const weakSecret = (secret: string | undefined): boolean => secret === undefined || secret.length < 32;

/** The environment as settings with cross-field rules; throws an Error that says which setting is wrong and why. */
export function readConfig(needs: { sessions: boolean }): Config {
  const env = readEnv();
  if (needs.sessions && weakSecret(env.NEXTAUTH_SECRET)) {
    throw new Error(
      "NEXTAUTH_SECRET must be set to at least 32 random characters, because it signs the sessions.",
    );
  }
  return {
    mode: env.PRORATA_MODE,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    venueUrl: env.VENUE_URL,
    logLevel: env.LOG_LEVEL,
  };
}
