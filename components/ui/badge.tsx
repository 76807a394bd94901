import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";
import { type Tone, toneBadge, toneText } from "./tone";

/** A short fact in a frame. */
export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 rounded-tight border px-2 text-label font-medium whitespace-nowrap",
        toneBadge[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

export type StatusLook = { icon: LucideIcon; word: string; tone: Tone };

/** A state as icon, word and tone. `framed` for the head of a page, bare inside tables. */
export function StatusBadge({ look, framed = false }: { look: StatusLook; framed?: boolean }) {
  const Icon = look.icon;
  if (framed) {
    return (
      <Badge tone={look.tone}>
        <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
        {look.word}
      </Badge>
    );
  }
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 align-top font-medium whitespace-nowrap",
        toneText[look.tone],
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {look.word}
    </span>
  );
}
