import { cn } from "@/components/ui/class-names";

/** A region that scrolls must be reachable by keyboard, although it is not a control (WCAG 2.1.1). */
const reachable = { tabIndex: 0 };

type Props = { label: string; text: string; className?: string };

/** Text of a machine as it came: wrapped, scrolled inside itself when it is long. */
export function TextBox({ label, text, className }: Props) {
  return (
    <section
      {...reachable}
      aria-label={label}
      className={cn("max-h-96 overflow-auto rounded-control border bg-sunken", className)}
    >
      <pre className="p-3 text-label whitespace-pre-wrap wrap-anywhere">{text}</pre>
    </section>
  );
}
