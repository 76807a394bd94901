"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Choice } from "@/components/ui/choice";
import { cn } from "@/components/ui/class-names";
import { showToast } from "@/components/ui/toast-store";
import type { Sample } from "./reference";

/** A region that scrolls must be reachable by keyboard, although it is not a control (WCAG 2.1.1). */
const reachable = { tabIndex: 0 };

/** The same thing in several languages or forms, one shown at a time, each copied with one press. */
export function CodeSamples({ label, samples }: { label: string; samples: readonly Sample[] }) {
  const [shown, setShown] = useState(samples[0]?.label ?? "");
  const [copied, setCopied] = useState("");
  const sample = samples.find((one) => one.label === shown) ?? samples[0];
  if (sample === undefined) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(sample.text);
      setCopied(sample.label);
    } catch {
      showToast("The browser did not allow copying. Select the text and copy it.", { tone: "warning" });
    }
  };
  const isCopied = copied === sample.label;
  const Icon = isCopied ? Check : Copy;
  return (
    <div className="min-w-0 rounded-control border bg-sunken">
      <div className="flex flex-wrap items-center justify-between gap-2 border-b px-2 py-1">
        {samples.length > 1 ? (
          <Choice
            label={label}
            value={sample.label}
            onValueChange={setShown}
            options={samples.map((one) => ({ value: one.label, label: one.label }))}
          />
        ) : (
          <span className="flex h-8 items-center px-1 text-label text-faint">{label}</span>
        )}
        <button
          type="button"
          onClick={copy}
          onBlur={() => setCopied("")}
          aria-label={`Copy ${label}, ${sample.label}`}
          className="ml-auto inline-flex h-8 items-center gap-1.5 rounded-control px-2 text-label text-soft hover:bg-line hover:text-ink"
        >
          <Icon aria-hidden className={cn("size-3.5", isCopied && "text-positive")} />
          <span aria-live="polite">{isCopied ? "Copied" : "Copy"}</span>
        </button>
      </div>
      <pre {...reachable} className="max-h-112 overflow-auto p-3 text-label">
        <code>{sample.text}</code>
      </pre>
    </div>
  );
}
