import { Download } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { AppearanceMenu } from "@/components/frame/appearance-menu";
import type { Density } from "@/components/frame/density";
import { Wordmark } from "@/components/frame/mark";
import { path } from "@/components/path";
import { Toaster } from "@/components/ui/toaster";

export type Contents = readonly {
  id: string;
  label: string;
  parts: readonly { id: string; label: string }[];
}[];

type Props = { density: Density; contents: Contents; children: ReactNode };

/** The frame of the reference: a bar with the way to the desk, the contents beside it, or above it on a phone. */
export function DocsFrame({ density, contents, children }: Props) {
  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-4 py-2.5 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex h-bar items-center justify-between gap-3 border-b bg-paper px-4 md:px-8 print:hidden">
        <Link href={path.home()} aria-label="Prorata, to the desk">
          <Wordmark />
        </Link>
        <div className="flex items-center gap-1">
          <a
            href="/api/v2/openapi.json"
            download="openapi.json"
            className="inline-flex h-8 items-center gap-2 rounded-control px-1.5 text-data sm:px-3 font-medium text-soft hover:bg-sunken hover:text-ink"
          >
            <Download aria-hidden className="size-4" />
            <span className="max-sm:sr-only">Download </span>openapi.json
          </a>
          <AppearanceMenu density={density} />
        </div>
      </header>
      <div className="mx-auto grid w-full max-w-[84rem] grid-cols-[minmax(0,1fr)] gap-x-12 px-4 md:px-8 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <nav
          aria-label="Contents"
          className="sticky top-bar hidden max-h-[calc(100dvh-var(--spacing-bar))] self-start overflow-y-auto py-8 lg:block print:hidden"
        >
          <ContentsList contents={contents} />
        </nav>
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-col gap-14 pt-8 pb-24 outline-none">
          <details className="rounded-control border px-4 py-2.5 lg:hidden print:hidden">
            <summary className="font-medium">Contents</summary>
            <div className="pt-3">
              <ContentsList contents={contents} />
            </div>
          </details>
          {children}
        </main>
      </div>
      <Toaster />
    </>
  );
}

function ContentsList({ contents }: { contents: Contents }) {
  return (
    <ul className="flex flex-col gap-4 text-data">
      {contents.map((section) => (
        <li key={section.id} className="flex flex-col gap-0.5">
          <a href={`#${section.id}`} className="rounded-tight py-0.5 font-medium hover:text-accent">
            {section.label}
          </a>
          {section.parts.length > 0 && (
            <ul className="flex flex-col">
              {section.parts.map((part) => (
                <li key={part.id}>
                  <a
                    href={`#${part.id}`}
                    className="block rounded-tight py-0.5 text-soft wrap-anywhere hover:text-ink"
                  >
                    {part.label}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
