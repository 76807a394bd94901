import { handle } from "hono/vercel";
import { getProcess } from "@/server/instance";
import { restApp } from "./app";

const holder = globalThis as typeof globalThis & { prorataRest?: ReturnType<typeof restApp> };

// Next may load this module once for each path it is mounted at; the limits must be one for all of them.
holder.prorataRest ??= startRest();

function startRest(): ReturnType<typeof restApp> {
  const app = restApp(getProcess);
  // Next ends the process once the requests in hand are answered; what waits in the log is written meanwhile.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void app.requestLog.stop());
  return app;
}

/** Takes every request of the paths it is mounted at, whatever the method: the app itself says which it serves. */
export const serveRest = handle(holder.prorataRest);
