import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "./button";

type Props = {
  label: string;
  /** What is shown and of how many, for instance "101–200 of 4,998". */
  summary: ReactNode;
  previous: Route | null;
  next: Route | null;
};

/** Cursor paging, for lists longer than a page: each direction is a link, so a page of the list can be reopened and shared. */
export function Pagination({ label, summary, previous, next }: Props) {
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 pt-4">
      <p className="text-data text-soft" aria-live="polite">
        {summary}
      </p>
      {(previous !== null || next !== null) && (
        <div className="flex gap-2">
          <Step href={previous} icon={<ChevronLeft />} reason="This is the first page">
            Previous
          </Step>
          <Step href={next} iconAfter={<ChevronRight />} reason="This is the last page">
            Next
          </Step>
        </div>
      )}
    </nav>
  );
}

type StepProps = {
  href: Route | null;
  icon?: ReactNode;
  iconAfter?: ReactNode;
  reason: string;
  children: string;
};

function Step({ href, icon, iconAfter, reason, children }: StepProps) {
  if (href === null) {
    return (
      <Button icon={icon} disabledReason={reason} tipAlign="end">
        {children}
        {iconAfter}
      </Button>
    );
  }
  return (
    <ButtonLink href={href} icon={icon} scroll={false}>
      {children}
      {iconAfter}
    </ButtonLink>
  );
}
