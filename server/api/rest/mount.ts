import { handle } from "hono/vercel";
import { getProcess } from "@/server/instance";
import { restApp } from "./app";

const holder = globalThis as typeof globalThis & { prorataRest?: ReturnType<typeof restApp> };

// Next may load this module once for each path it is mounted at; the limits on sign-ins must be one for all of them.
holder.prorataRest ??= restApp(getProcess);

/** Takes every request of the paths it is mounted at, whatever the method: the app itself says which it serves. */
export const serveRest = handle(holder.prorataRest);
