import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** The names of globals.css that Tailwind does not know by itself. */
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["label", "data", "body", "lead", "heading", "figure"],
      color: [
        "paper",
        "rail",
        "surface",
        "sunken",
        "ink",
        "soft",
        "faint",
        "line",
        "edge",
        "accent",
        "accent-strong",
        "accent-tint",
        "on-accent",
        "positive",
        "negative",
        "warning",
        "info",
        "buy",
        "sell",
      ],
      shadow: ["lift"],
      radius: ["tight", "control", "panel"],
      spacing: ["row", "bar", "rail"],
    },
  },
});

/** Joins class names; a later Tailwind class wins over an earlier one of the same group. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
