import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import { documentOf } from "@/server/api/rest/openapi";
import { routes } from "@/server/api/rest/routes";

/** Where the generated client is kept, so that the compiler checks what is written against it. */
export const generatedFolder = path.join(import.meta.dirname, "generated");

/** The TypeScript client that a firm would generate from the document: its files by relative path. */
export async function generateClient(): Promise<Map<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), "prorata-client-"));
  try {
    const input = path.join(folder, "openapi.json");
    writeFileSync(input, JSON.stringify(documentOf(routes)));
    const output = path.join(folder, "client");
    await createClient({
      input,
      output: { path: output },
      plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
      logs: { level: "silent", file: false },
    });
    return new Map([...readFolder(output)].map(([name, text]) => [name, uncheckedRuntime(name, text)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The generator's own runtime does not hold under exactOptionalPropertyTypes; what is made from the document does, and is checked. */
const uncheckedRuntime = (name: string, text: string): string =>
  name.includes("/") ? `// @ts-nocheck\n${text}` : text;

/** Every file of a folder, by its path relative to it. */
export function readFolder(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const names = files.map((one) => path.relative(folder, path.join(one.parentPath, one.name))).sort();
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")]));
}

/** Writes the client anew; `npm run client` does this after a route has changed. */
export async function writeClient(): Promise<void> {
  const files = await generateClient();
  rmSync(generatedFolder, { recursive: true, force: true });
  for (const [name, text] of files) {
    const file = path.join(generatedFolder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
