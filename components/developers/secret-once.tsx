"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "./copy-button";

type Props = {
  /** "Signing secret", "API key". */
  name: string;
  secret: string;
  done: string;
  onDone: () => void;
};

/** A secret that is shown this one time; nothing goes on until its reader says that it is stored. */
export function SecretOnce({ name, secret, done, onDone }: Props) {
  const [stored, setStored] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2 rounded-control border border-warning/40 bg-warning-tint/70 p-4">
        <p className="font-medium">{name}: shown once, now</p>
        <p className="text-data text-soft">
          We keep it in a form that nobody can read here. When it is lost, make a new one.
        </p>
        <div className="flex flex-wrap items-center gap-3 pt-1">
          <output
            aria-label={name}
            className="min-w-0 font-mono text-data font-medium wrap-anywhere select-all"
          >
            {secret}
          </output>
          <CopyButton text={secret}>Copy</CopyButton>
        </div>
      </div>
      <label className="flex min-h-8 items-center gap-2.5">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={stored}
          onChange={(event) => setStored(event.target.checked)}
        />
        I have stored it
      </label>
      <div>
        <Button
          tone="primary"
          size="main"
          disabledReason={stored ? undefined : "Store it first, then tick the box above."}
          onClick={onDone}
        >
          {done}
        </Button>
      </div>
    </div>
  );
}
