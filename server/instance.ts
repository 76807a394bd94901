import { startWebProcess, type WebProcess } from "./process";

const holder = globalThis as typeof globalThis & { prorataProcess?: Promise<WebProcess> };

/** The one process of a web server, started on first use; a failed start is tried again by the next caller. */
export function getProcess(): Promise<WebProcess> {
  holder.prorataProcess ??= startWebProcess().catch((error: unknown) => {
    delete holder.prorataProcess;
    throw error;
  });
  return holder.prorataProcess;
}
