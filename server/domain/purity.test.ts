import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);
const allowed = /^(\.{1,2}\/.*|decimal\.js|zod|zod\/mini|date-fns(\/.*)?|@date-fns\/tz)$/;
const impure =
  /\bprocess\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bconsole\b|\bfetch\(|\bglobalThis\b/;

describe("the domain is pure", () => {
  it.each(files)(
    "%s imports only the domain and arithmetic, and asks for no time, chance or environment",
    (name) => {
      const source = readFileSync(join(folder, name), "utf8");
      const imports = [...source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
        (match) => match[1] ?? "",
      );
      expect(imports.filter((specifier) => !allowed.test(specifier))).toEqual([]);
      const outside = imports.filter((specifier) =>
        specifier.startsWith("../".repeat(name.split("/").length)),
      );
      expect(outside).toEqual([]);
      expect(source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")).not.toMatch(impure);
    },
  );

  it("can be bundled for a browser as a whole", async () => {
    expect(files.length).toBeGreaterThan(12);
    const { errors, outputFiles } = await build({
      entryPoints: files.map((name) => join(folder, name)),
      bundle: true,
      write: false,
      outdir: "out",
      format: "esm",
      platform: "browser",
      logLevel: "silent",
    });
    expect(errors).toEqual([]);
    expect(outputFiles).toHaveLength(files.length);
  });
});
