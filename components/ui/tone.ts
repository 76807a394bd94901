/** What a colour means here. A tone never stands alone: an icon and a word say the same. */
export type Tone = "neutral" | "info" | "positive" | "warning" | "negative" | "muted";

export const toneText: Record<Tone, string> = {
  neutral: "text-ink",
  info: "text-info",
  positive: "text-positive",
  warning: "text-warning",
  negative: "text-negative",
  muted: "text-faint",
};

export const toneBadge: Record<Tone, string> = {
  neutral: "border-edge/50 bg-surface text-ink",
  info: "border-info/35 bg-info-tint text-info",
  positive: "border-positive/35 bg-positive-tint text-positive",
  warning: "border-warning/40 bg-warning-tint text-warning",
  negative: "border-negative/35 bg-negative-tint text-negative",
  muted: "border-line bg-sunken text-soft",
};
