import { spawn } from "node:child_process";
import { root } from "./sources.ts";

export type Finished = { code: number; output: string };

/** Runs a JavaScript program of node_modules on this Node and gathers what it prints; `echo` shows it as well. */
export function runNode(
  args: readonly string[],
  options: { env?: Record<string, string | undefined>; echo?: boolean } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (options.echo) process.stdout.write(chunk);
      });
    }
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString("utf8");
      resolve({ code: code ?? 1, output: signal ? `${output}\n(ended by ${signal})` : output });
    });
  });
}
