import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

type NoticeTone = "info" | "warning" | "negative";

const looks: Record<NoticeTone, { icon: typeof Info; frame: string; mark: string }> = {
  info: { icon: Info, frame: "border-info/35 bg-info-tint/60", mark: "text-info" },
  warning: { icon: TriangleAlert, frame: "border-warning/40 bg-warning-tint/70", mark: "text-warning" },
  negative: { icon: CircleAlert, frame: "border-negative/35 bg-negative-tint/70", mark: "text-negative" },
};

type Props = {
  tone?: NoticeTone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  urgent?: boolean;
};

/** Something the reader should know before going on. `urgent` interrupts a screen reader; the default waits. */
export function Notice({ tone = "info", title, children, action, urgent = false }: Props) {
  const { icon: Icon, frame, mark } = looks[tone];
  return (
    <div
      role={urgent ? "alert" : "status"}
      className={cn("flex flex-wrap items-start gap-x-6 gap-y-3 rounded-control border px-4 py-3", frame)}
    >
      <div className="flex min-w-0 flex-1 basis-64 gap-3">
        <Icon aria-hidden className={cn("mt-[3px] size-4 shrink-0", mark)} />
        <div className="flex min-w-0 flex-col gap-0.5 wrap-anywhere">
          <p className="font-medium">{title}</p>
          {children !== undefined && <div className="text-data text-soft">{children}</div>}
        </div>
      </div>
      {action !== undefined && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
