import { ChevronLeft } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

type Props = {
  title: ReactNode;
  /** Where this page hangs in the site. */
  back?: { href: Route; label: string };
  /** Beside the title: a status, an id. */
  aside?: ReactNode;
  children?: ReactNode;
  /** What can be done here; the one that matters most sits in a MainAction. */
  action?: ReactNode;
};

/** The top of every page: where it belongs, its name, its one main action. */
export function PageHead({ title, back, aside, children, action }: Props) {
  return (
    <header className="flex flex-col gap-2">
      {back !== undefined && (
        <Link
          href={back.href}
          className="-ml-1 inline-flex min-h-6 items-center gap-0.5 self-start rounded-tight text-data text-soft hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="flex min-w-0 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-heading font-semibold wrap-anywhere">{title}</h1>
            {aside}
          </div>
          {children !== undefined && <div className="text-body text-soft">{children}</div>}
        </div>
        {action !== undefined && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
    </header>
  );
}

/** The page's one main button: top right on a wide screen, a bar at the bottom of a phone. */
export function MainAction({ children }: { children: ReactNode }) {
  return (
    <div className="max-sm:fixed max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-20 max-sm:border-t max-sm:bg-paper max-sm:p-3 max-sm:[&_:is(a,button,span:has(>button))]:w-full max-sm:[&_[role=tooltip]]:top-auto max-sm:[&_[role=tooltip]]:bottom-full max-sm:[&_[role=tooltip]]:mb-1.5">
      {children}
    </div>
  );
}
