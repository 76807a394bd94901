"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { path } from "@/components/path";
import { cn } from "@/components/ui/class-names";
import { Wordmark } from "./mark";
import { inSection, sections } from "./sections";

/** The left rail of wide screens. */
export function Rail() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Sections"
      className="sticky top-0 hidden h-dvh flex-col border-r bg-rail md:flex print:hidden"
    >
      <Link href={path.home()} aria-label="Prorata, home" className="flex h-bar items-center px-5">
        <Wordmark />
      </Link>
      <ul className="flex flex-col gap-0.5 px-3 pt-4">
        {sections.map((section) => {
          const current = inSection(section, pathname);
          const Icon = section.icon;
          return (
            <li key={section.href}>
              <Link
                href={section.href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "relative flex h-8 items-center gap-2.5 rounded-control px-2.5 text-data transition-colors",
                  current
                    ? "bg-line/70 font-medium text-ink before:absolute before:inset-y-1.5 before:-left-3 before:w-0.5 before:rounded-full before:bg-accent"
                    : "text-soft hover:bg-line/50 hover:text-ink",
                )}
              >
                <Icon aria-hidden className={cn("size-4", current ? "text-accent" : "text-faint")} />
                {section.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
