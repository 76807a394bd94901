import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { build as bundle } from "esbuild";
import { runNode } from "./run-node.ts";
import { Sentence } from "./sentence.ts";
import { hashSources, root } from "./sources.ts";

const generated = "server/db/generated";

/** A thing to build: what it is made from, what shows that it is there, and how it is made. */
export type Part = { name: string; title: string; hash(): string; isThere(): boolean; make(): Promise<void> };

const at = (relative: string) => path.join(root, relative);

async function runTool(title: string, args: string[]): Promise<void> {
  const { code, output } = await runNode(args, {
    env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: undefined },
  });
  if (code !== 0) throw new Sentence(`${title} failed:\n${output.trim()}`);
}

const processes = [
  { entry: "server/workers/batch-worker.ts", outfile: "dist/worker.js" },
  { entry: "server/workers/relay-worker.ts", outfile: "dist/relay.js" },
  { entry: "server/venue/main.ts", outfile: "dist/venue.js" },
  { entry: "server/sink/main.ts", outfile: "dist/sink.js" },
  // Not processes, but they use the server's modules, which Node alone does not resolve.
  { entry: "prisma/seed.ts", outfile: "dist/seed.js" },
  { entry: "server/db/verify.ts", outfile: "dist/verify.js" },
];
const presentProcesses = () => processes.filter(({ entry }) => existsSync(at(entry)));

/** Bundles one program of the server into a file that Node runs; throws a Sentence with what is wrong. */
export async function bundleProcess(entry: string, outfile: string): Promise<void> {
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node24",
      packages: "external",
      alias: { "@": root },
      sourcemap: true,
      logLevel: "silent",
    });
  } catch (error) {
    throw new Sentence(`${entry} cannot be built: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const databaseClient: Part = {
  name: "client",
  title: "database client",
  hash: () => hashSources(["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]),
  isThere: () => existsSync(at(`${generated}/client.ts`)),
  make: () => runTool("prisma generate", ["node_modules/prisma/build/index.js", "generate"]),
};

const workers: Part = {
  name: "processes",
  title: "worker, relay, venue and sink",
  hash: () =>
    hashSources(
      ["server", "prisma/schema.prisma", "tsconfig.json", "package-lock.json", "scripts/build-parts.ts"],
      [generated],
    ),
  isThere: () => presentProcesses().every(({ outfile }) => existsSync(at(outfile))),
  make: async () => {
    for (const { outfile } of processes) rmSync(at(outfile), { force: true });
    for (const { entry, outfile } of presentProcesses()) await bundleProcess(entry, outfile);
  },
};

const webSources = [
  ...["app", "components", "server", "public", "prisma/schema.prisma", "package-lock.json", "tsconfig.json"],
  ...["next.config.js", "postcss.config.mjs", "instrumentation.ts", "proxy.ts", "scripts/build-parts.ts"],
];

const web: Part = {
  name: "web",
  title: "web application",
  hash: () => hashSources(webSources, [generated]),
  isThere: () =>
    existsSync(at(".next/standalone/server.js")) && existsSync(at(".next/standalone/.next/static")),
  make: async () => {
    await runTool("next build", ["node_modules/next/dist/bin/next", "build"]);
    // The standalone folder leaves these out, for people who serve them from elsewhere.
    cpSync(at(".next/static"), at(".next/standalone/.next/static"), { recursive: true });
    if (existsSync(at("public"))) cpSync(at("public"), at(".next/standalone/public"), { recursive: true });
  },
};

export const parts: readonly Part[] = [databaseClient, workers, web];
