import pino from "pino";
import type { Logger } from "@/server/integrations/ports";

/** Structured JSON lines on standard output; known secret fields are cut out wherever they stand. */
export const createLogger = (process: string, level: string): Logger =>
  pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["password", "token", "*.password", "*.token", "authorization", "*.authorization"],
      censor: "…",
    },
  });
