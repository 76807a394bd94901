"use client";

import { useSyncExternalStore } from "react";
import { type Density, densityOf } from "@/components/frame/density";

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-density"] });
  return () => observer.disconnect();
}

/** The density the document is drawn in, for heights that scripts have to know. */
export const useDensity = (): Density =>
  useSyncExternalStore(
    subscribe,
    () => densityOf(document.documentElement.dataset.density),
    () => "comfortable",
  );
