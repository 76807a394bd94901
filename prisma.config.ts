import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// The command line would download a native engine before doing anything at all; this one comes with the packages.
// Set the variable to another engine, or to nothing for Prisma's own download, to use that instead.
if (process.env.PRISMA_SCHEMA_ENGINE_BINARY === undefined) {
  const engine = fileURLToPath(new URL("./scripts/schema-engine.mjs", import.meta.url));
  // An archive of the sources may have lost the executable bit.
  chmodSync(engine, 0o755);
  process.env.PRISMA_SCHEMA_ENGINE_BINARY = engine;
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
