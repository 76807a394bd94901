import { Layers, type LucideIcon, Webhook } from "lucide-react";
import type { Route } from "next";
import { path } from "@/components/path";

export type Section = { href: Route; label: string; icon: LucideIcon; keys: string };

/** The desk's sections in the order of the rail. A section is listed once its page exists. */
export const sections: readonly Section[] = [
  { href: path.batches(), label: "Batches", icon: Layers, keys: "g b" },
  { href: path.developers(), label: "Developers", icon: Webhook, keys: "g d" },
];

/** True on the section's page and on every page under it. */
export const inSection = (section: Section, pathname: string): boolean =>
  pathname === section.href || pathname.startsWith(`${section.href}/`);
