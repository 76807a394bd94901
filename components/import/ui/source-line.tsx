import { FileSpreadsheet, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type Props = { name: string; notices: readonly string[]; unsaved: boolean; children: ReactNode };

/** Where the rows came from, what was noticed while reading them, and how to change that. */
export function SourceLine({ name, notices, unsaved, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-data">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <FileSpreadsheet aria-hidden className="size-4 shrink-0 self-center text-faint" />
        <span className="font-medium wrap-anywhere">{name}</span>
        {notices.map((notice) => (
          <span key={notice} className="text-label text-faint">
            {notice}
          </span>
        ))}
        {unsaved && (
          <span className="inline-flex items-center gap-1 text-label text-warning">
            <TriangleAlert aria-hidden className="size-3.5" />
            No draft: this browser does not let the page keep one
          </span>
        )}
      </p>
      <div className="ml-auto flex flex-wrap gap-1">{children}</div>
    </div>
  );
}
