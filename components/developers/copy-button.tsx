"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast-store";

type Props = { text: string | (() => string); children: string; tone?: "secondary" | "quiet" };

/** Copies a text with one press and says that it did. */
export function CopyButton({ text, children, tone = "secondary" }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setCopied(true);
    } catch {
      showToast("The browser did not allow copying. Select the text and copy it.", { tone: "warning" });
    }
  };
  return (
    <Button
      tone={tone}
      icon={copied ? <Check className="text-positive" /> : <Copy />}
      onClick={copy}
      onBlur={() => setCopied(false)}
    >
      <span aria-live="polite">{copied ? "Copied" : children}</span>
    </Button>
  );
}
