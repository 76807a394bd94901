"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { shortId } from "@/components/format/short-id";
import { cn } from "./class-names";
import { showToast } from "./toast-store";

type Props = {
  id: string;
  /** Says what the id is of, in the button's name: "Copy batch id". */
  of?: string;
  /** Shows every character; otherwise the first eight, with all of them on hover. */
  whole?: boolean;
  className?: string;
};

/** An id in the fixed-width face that is copied with one press. */
export function CopyId({ id, of = "id", whole = false, className }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
      setCopied(true);
    } catch {
      showToast(`The browser did not allow copying. The id is ${id}`, { tone: "warning" });
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <span className={cn("inline-flex max-w-full min-w-0 items-center gap-0.5 align-middle", className)}>
      <code title={id} className="min-w-0 text-label wrap-anywhere">
        {whole ? id : shortId(id)}
      </code>
      <button
        type="button"
        onClick={copy}
        onBlur={() => setCopied(false)}
        onPointerLeave={() => setCopied(false)}
        aria-label={copied ? `Copied ${of}` : `Copy ${of}`}
        title={`Copy ${of}`}
        className="relative z-1 inline-flex size-6 shrink-0 items-center justify-center rounded-tight text-faint hover:bg-line hover:text-ink"
      >
        <Icon aria-hidden className={cn("size-3.5", copied && "text-positive")} />
      </button>
    </span>
  );
}
