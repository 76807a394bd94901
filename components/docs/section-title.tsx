import { Link2 } from "lucide-react";
import type { ReactNode } from "react";

type Props = { id: string; level: 2 | 3; children: ReactNode };

const looks = { 2: "text-heading font-semibold", 3: "text-lead font-semibold" };

/** A heading with an address of its own. */
export function SectionTitle({ id, level, children }: Props) {
  const Heading = `h${level}` as const;
  return (
    <Heading id={id} className={`group flex min-w-0 items-baseline gap-2 ${looks[level]}`}>
      <span className="min-w-0 wrap-anywhere">{children}</span>
      <a
        href={`#${id}`}
        aria-label={`Address of ${id}`}
        className="self-center rounded-tight p-1 text-faint opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
      >
        <Link2 aria-hidden className="size-4" />
      </a>
    </Heading>
  );
}
