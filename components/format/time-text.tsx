"use client";

import { useSyncExternalStore } from "react";
import { formatTime, type TimeKind } from "./time";

type Props = { value: string | Date; kind?: TimeKind; className?: string };

const never = () => () => {};

/**
 * A moment in the reader's zone with the zone's name, and in UTC on hover. The server does not know the zone, so it
 * writes UTC and the browser takes over after hydration without a mismatch.
 */
export function TimeText({ value, kind = "moment", className }: Props) {
  const iso = typeof value === "string" ? value : value.toISOString();
  const text = useSyncExternalStore(
    never,
    () => formatTime(iso, kind),
    () => formatTime(iso, kind, "UTC"),
  );
  return (
    <time dateTime={iso} title={new Date(iso).toISOString()} className={className ?? "whitespace-nowrap"}>
      {text}
    </time>
  );
}
