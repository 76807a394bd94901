"use client";

import { CircleCheck, LoaderCircle, Pause, Play, Radio } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./class-names";

export type LiveState = "connecting" | "live" | "reconnecting" | "paused" | "ended";

const looks: Record<LiveState, { icon: typeof Radio; word: string; mark: string; turns?: true }> = {
  connecting: { icon: LoaderCircle, word: "Connecting…", mark: "text-soft", turns: true },
  live: { icon: Radio, word: "Live", mark: "text-positive" },
  reconnecting: { icon: LoaderCircle, word: "Reconnecting…", mark: "text-warning", turns: true },
  paused: { icon: Pause, word: "Paused", mark: "text-soft" },
  ended: { icon: CircleCheck, word: "Final", mark: "text-soft" },
};

type Props = {
  state: LiveState;
  /** When the figures were last heard of, or what happens meanwhile. */
  note?: ReactNode;
  onPauseChange?: (paused: boolean) => void;
};

/** Says whether the figures are moving, and lets the reader stop them (WCAG 2.2.2). */
export function LiveIndicator({ state, note, onPauseChange }: Props) {
  const { icon: Icon, word, mark, turns } = looks[state];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-data">
      <span role="status" className={cn("inline-flex items-center gap-1.5 font-medium", mark)}>
        <Icon aria-hidden className={cn("size-4", turns && "animate-spin")} />
        {word}
      </span>
      {note !== undefined && <span className="text-faint">{note}</span>}
      {onPauseChange !== undefined && state !== "ended" && (
        <Button
          tone="quiet"
          icon={state === "paused" ? <Play /> : <Pause />}
          onClick={() => onPauseChange(state !== "paused")}
        >
          {state === "paused" ? "Resume" : "Pause"}
        </Button>
      )}
    </div>
  );
}
