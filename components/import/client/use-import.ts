"use client";

import { startTransition, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { StartInput } from "../session/controller";
import { ImportClient, type ImportView } from "./import-client";
import { RowCache } from "./row-cache";

export interface Import {
  client: ImportClient;
  rows: RowCache;
}

/** The worker of this page; undefined on the server and until it is started. */
export function useImport(input: StartInput): Import | undefined {
  const [made, setMade] = useState<Import>();
  // The object is new at every render of the page above, the text only when another batch is meant.
  const key = JSON.stringify(input);
  // Outside system: the browser's worker, started and ended with this page.
  useEffect(() => {
    const client = new ImportClient(JSON.parse(key) as StartInput);
    setMade({ client, rows: new RowCache((start, end) => client.call("windowRows", start, end)) });
    return () => client.stop();
  }, [key]);
  return made;
}

/** What the worker last said. Drawing it can be interrupted, so that a large change never holds up a key or a scroll. */
export function useImportView({ client }: Import): ImportView {
  const [view, setView] = useState(client.snapshot);
  // Outside system: the worker's messages.
  useEffect(() => {
    const take = () => startTransition(() => setView(client.snapshot()));
    take();
    return client.subscribe(take);
  }, [client]);
  return view;
}

/** Renders again whenever rows arrive from the worker. */
export function useRowTicks(rows: RowCache): number {
  return useSyncExternalStore(rows.subscribe, rows.tick, rows.tick);
}

/** True while the window is narrower than a phone held upright allows for the grid. */
export function useNarrow(): boolean {
  const query = useMemo(
    () => (typeof matchMedia === "undefined" ? undefined : matchMedia("(max-width: 767.98px)")),
    [],
  );
  return useSyncExternalStore(
    (listener) => {
      query?.addEventListener("change", listener);
      return () => query?.removeEventListener("change", listener);
    },
    () => query?.matches ?? false,
    () => false,
  );
}
