"use client";

import { countOf, groupCount } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { ProgressBar } from "@/components/ui/progress-bar";

type Props = { progress: { stage: "reading" | "checking"; done: number; all: number }; onAbort: () => void };

/** How far reading and checking are, with the way out. */
export function ReadingProgress({ progress: { stage, done, all }, onAbort }: Props) {
  const reading = stage === "reading";
  return (
    <div className="flex items-end gap-4 border-y py-4">
      <div className="min-w-0 flex-1">
        <ProgressBar
          label={reading ? "Reading" : "Checking"}
          value={reading ? 0 : done}
          max={reading ? 1 : all}
          text={reading ? "" : `${groupCount(done)} of ${countOf(all, "row")}`}
        />
      </div>
      <Button onClick={onAbort}>Stop</Button>
    </div>
  );
}
