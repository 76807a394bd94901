"use client";

import { BookOpen, KeyRound, ListTree, type LucideIcon, ScrollText, Webhook } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { CodeSamples } from "@/components/docs/code-samples";
import { path } from "@/components/path";
import { useBrowserValue } from "@/components/ui/browser-value";
import { overviewSamples } from "./overview-samples";

const ways: readonly { href: Route; icon: LucideIcon; title: string; text: string }[] = [
  {
    href: path.docs(),
    icon: BookOpen,
    title: "API reference",
    text: "Every operation, error and event, with examples that run.",
  },
  {
    href: path.endpoints(),
    icon: Webhook,
    title: "Webhooks",
    text: "Events at your own address or queue, signed, and sent again until they arrive.",
  },
  {
    href: path.events(),
    icon: ListTree,
    title: "Events",
    text: "Everything that happened, live, as every channel delivers it.",
  },
  {
    href: path.apiKeys(),
    icon: KeyRound,
    title: "API keys",
    text: "One for each of your systems, with only the scopes that it needs.",
  },
  {
    href: path.requests(),
    icon: ScrollText,
    title: "Requests",
    text: "What your systems asked, and why something was refused.",
  },
];

/** The way in: the address, a first call, and where everything else is. */
export function Overview() {
  const origin = useBrowserValue(() => location.origin, "https://your-desk");
  return (
    <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <section aria-labelledby="quick-start" className="flex min-w-0 flex-col gap-3">
        <h2 id="quick-start" className="text-lead font-semibold">
          Quick start
        </h2>
        <p className="max-w-prose text-soft">
          The API of this desk is at <code className="text-data text-ink wrap-anywhere">{origin}/api/v2</code>
          . Make a key, put it into Authorization, and ask.
        </p>
        <CodeSamples label="Quick start" samples={overviewSamples(origin)} />
        <p className="text-data text-soft">
          The{" "}
          <Link href={path.docs()} className="underline decoration-edge underline-offset-3 hover:text-ink">
            reference
          </Link>{" "}
          goes on from here, up to a verified webhook in six steps.
        </p>
      </section>
      <nav aria-label="For developers" className="min-w-0">
        <ul className="flex flex-col border-t">
          {ways.map(({ href, icon: Icon, title, text }) => (
            <li key={href} className="border-b">
              <Link href={href} className="group flex gap-3 py-3.5">
                <Icon aria-hidden className="mt-[3px] size-4 shrink-0 text-faint group-hover:text-accent" />
                <span className="flex flex-col gap-0.5">
                  <span className="font-medium underline-offset-3 group-hover:underline">{title}</span>
                  <span className="text-data text-soft">{text}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
