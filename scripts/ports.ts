import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const listenOnce = (port: number, host: string) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });

/** A port on which nothing listened a moment ago; the caller binds it soon. */
export const freePort = (host = "127.0.0.1"): Promise<number> => listenOnce(0, host);

export const isPortFree = (port: number, host = "127.0.0.1"): Promise<boolean> =>
  listenOnce(port, host).then(
    () => true,
    () => false,
  );

/** Of several starters at once the first decides; false for the others, who then read what it wrote. */
function writeFirst(file: string, port: number): boolean {
  try {
    writeFileSync(file, `${port}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The same port at every start, so that a kept URL stays right, unless somebody else has taken it meanwhile. The
 * processes of a server that was killed hold its port a little longer than it lived; patience lets them go. `isOurs` ends
 * the waiting when whoever holds the port is the very server that is wanted. `apartFrom` are ports that others of ours will bind soon.
 */
export async function rememberedPort(
  file: string,
  patienceMs = 0,
  isOurs: () => boolean = () => false,
  apartFrom: readonly number[] = [],
): Promise<number> {
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const deadline = Date.now() + patienceMs;
  while (kept > 0 && !apartFrom.includes(kept)) {
    if (isOurs() || (await isPortFree(kept))) return kept;
    if (Date.now() >= deadline) break;
    await sleep(50);
  }
  let port = await freePort();
  while (apartFrom.includes(port)) port = await freePort();
  if (kept > 0) writeFileSync(file, `${port}\n`);
  else if (!writeFirst(file, port)) return rememberedPort(file, patienceMs, isOurs, apartFrom);
  return port;
}
