"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button";
import { cn } from "./class-names";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  width?: "narrow" | "wide";
};

/**
 * A modal question. The browser's own dialog gives the focus trap, Escape, the inert page behind and the return of
 * focus; whatever carries `autoFocus` inside is focused first.
 */
export function Dialog({ open, onClose, title, description, children, footer, width = "narrow" }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();

  // Outside system: the browser's top layer, which only showModal() and close() can enter and leave.
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={element}
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      {...(description === undefined ? {} : { "aria-describedby": `${id}-text` })}
      className={cn(
        "sheet m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-panel border border-line bg-surface p-0 text-ink shadow-lift open:flex",
        width === "narrow" ? "max-w-[30rem]" : "max-w-[46rem]",
      )}
    >
      <header className="flex items-start justify-between gap-4 px-6 pt-5">
        <div className="flex flex-col gap-1 pb-1">
          <h2 id={`${id}-title`} className="text-lead font-semibold">
            {title}
          </h2>
          {description !== undefined && (
            <div id={`${id}-text`} className="text-body text-soft">
              {description}
            </div>
          )}
        </div>
        <IconButton label="Close dialog" icon={<X />} onClick={onClose} className="-mt-0.5 -mr-2" />
      </header>
      <div className="overflow-y-auto px-6 py-4">{open ? children : null}</div>
      {footer !== undefined && (
        <footer className="flex flex-wrap justify-end gap-2 border-t px-6 py-4">{footer}</footer>
      )}
    </dialog>
  );
}
