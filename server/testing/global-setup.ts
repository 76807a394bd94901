import type { TestProject } from "vitest/node";
import { withDatabase } from "../../scripts/database.ts";
import { ensureLoginRole } from "../../scripts/login-role.ts";
import { migrateDatabase } from "../../scripts/migrate.ts";
import { ensurePostgres } from "../../scripts/postgres.ts";
import { makeThrowawayHome, removeThrowawayHome, sweepThrowawayHomes } from "../../scripts/throwaway.ts";

declare module "vitest" {
  interface ProvidedContext {
    testCluster: { adminUrl: string; appUrl: string };
  }
}

/**
 * Starts a cluster for this run only and migrates a template in it once; test files clone the template. Returns what
 * stops the cluster and deletes it.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await sweepThrowawayHomes();
  const home = makeThrowawayHome();
  const tearDown = () => removeThrowawayHome(home);
  try {
    const server = await ensurePostgres({ home, durable: false, database: "desk_template" });
    await migrateDatabase(server.url, "SANDBOX");
    const appUrl = await ensureLoginRole({ ownerUrl: server.url, home });
    await withDatabase(server.adminUrl, (client) =>
      client.query("alter database desk_template with is_template true allow_connections false"),
    );
    project.provide("testCluster", { adminUrl: server.adminUrl, appUrl });
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}
