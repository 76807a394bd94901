"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type TabLink = { href: Route; label: string; count?: ReactNode };

/** Tabs that are pages: each has an address, and the current one says so to assistive technology. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="border-b">
      <ul className="-mb-px flex gap-6 overflow-x-auto">
        {tabs.map((tab) => {
          const current = pathname === tab.href;
          return (
            <li key={tab.href}>
              <Link
                href={tab.href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "flex h-10 items-center gap-1.5 border-b-2 text-body whitespace-nowrap transition-colors focus-visible:-outline-offset-2",
                  current
                    ? "border-accent font-medium text-ink"
                    : "border-transparent text-soft hover:border-edge/60 hover:text-ink",
                )}
              >
                {tab.label}
                {tab.count !== undefined && <span className="text-label text-faint">{tab.count}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
