import type { ReactNode } from "react";

type Props = { title: string; children?: ReactNode; action?: ReactNode; figure?: ReactNode };

/** Nothing here yet: one sentence, and the action that fills it. */
export function EmptyState({ title, children, action, figure }: Props) {
  return (
    <div className="flex flex-col items-start gap-5 border-y py-12 sm:flex-row sm:items-center sm:gap-8">
      {figure}
      <div className="flex max-w-prose flex-col items-start gap-2">
        <p className="text-lead font-semibold">{title}</p>
        {children !== undefined && <div className="text-body text-soft">{children}</div>}
        {action !== undefined && <div className="flex flex-wrap gap-2 pt-3">{action}</div>}
      </div>
    </div>
  );
}
