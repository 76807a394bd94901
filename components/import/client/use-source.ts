"use client";

import { useCallback, useState } from "react";
import { countOf } from "@/components/format/decimal";
import { limits } from "../pipeline/limits";
import { SourceRefused, Stopped } from "./import-client";
import { rememberedMappings } from "./remembered-mappings";
import { offerUndo } from "./use-grid-actions";
import type { Import } from "./use-import";

export interface Offered {
  name: string;
  bytes: () => Promise<ArrayBuffer>;
}

/** A file of the browser, read only when it is wanted. A file far too large is not even read. */
export function offerFile(file: File): Offered {
  return {
    name: file.name.slice(0, 120),
    bytes: async () => {
      if (file.size > limits.fileBytes) {
        throw new SourceRefused(
          `The file has ${Math.ceil(file.size / 1024 / 1024)} MB; at most ${limits.fileBytes / 1024 / 1024} MB can be read.`,
        );
      }
      return file.arrayBuffer();
    },
  };
}

/** Pasted text as a source of its own. */
export const offerText = (text: string): Offered => ({
  name: "Pasted rows",
  bytes: async () => new TextEncoder().encode(text).buffer,
});

const tooSlow = () =>
  new SourceRefused(
    `Reading took longer than ${limits.parseMs / 1000} seconds and was given up. Split the file, or save it as .csv.`,
  );

/** Hands sources to the worker and keeps what it refused. Reading that takes too long is given up with the worker. */
export function useSource({ client }: Import) {
  const [refusal, setRefusal] = useState<{ name: string; text: string }>();

  const load = useCallback(
    async (offered: Offered, mode: "replace" | "add") => {
      setRefusal(undefined);
      performance.mark("import:offered");
      const timer = setTimeout(() => {
        if (client.snapshot().progress?.stage === "reading") void client.restart(tooSlow());
      }, limits.parseMs);
      try {
        const bytes = await offered.bytes();
        const outcome = await client.call("load", {
          name: offered.name,
          bytes,
          mode,
          remembered: rememberedMappings(),
        });
        client.forgetDraftOffer();
        if (outcome.phase === "fixing" && mode === "add") {
          offerUndo(
            `${countOf(outcome.rows, "row")} added from ${offered.name}`,
            () => void client.call("undo"),
          );
        }
      } catch (fault) {
        if (fault instanceof Stopped) return;
        setRefusal({ name: offered.name, text: fault instanceof Error ? fault.message : String(fault) });
        client.clearProgress();
      } finally {
        clearTimeout(timer);
      }
    },
    [client],
  );

  /** Calls the worker for the source at hand and shows its sentence when it refuses. */
  const attempt = useCallback(
    async (name: string, act: () => Promise<unknown>) => {
      setRefusal(undefined);
      await act().catch((fault: unknown) => {
        if (!(fault instanceof Stopped))
          setRefusal({ name, text: fault instanceof Error ? fault.message : String(fault) });
      });
      client.clearProgress();
    },
    [client],
  );

  const abort = useCallback(() => client.restart(new Stopped()), [client]);
  return { load, attempt, abort, refusal };
}
