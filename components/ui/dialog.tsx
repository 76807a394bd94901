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
  /** `side` stands at the right edge, for details beside a list. */
  width?: "narrow" | "wide" | "side";
};

const widths = {
  narrow: "m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-[30rem] rounded-panel",
  wide: "m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-[46rem] rounded-panel",
  side: "my-0 mr-0 ml-auto h-dvh max-h-dvh w-full max-w-[34rem] border-y-0 border-r-0",
};

/**
 * A modal question. The browser's own dialog gives the focus trap, Escape, the inert page behind and the return of
 * focus; whatever carries
 * `data-initial-focus` inside is focused first.
 */
export function Dialog({ open, onClose, title, description, children, footer, width = "narrow" }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();

  // Outside system: the browser's top layer, which only showModal() and close() can enter and leave.
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      dialog.querySelector<HTMLElement>("[data-initial-focus]")?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={element}
      onClose={onClose}
      aria-labelledby={`${id}-title`}
      {...(description === undefined ? {} : { "aria-describedby": `${id}-text` })}
      className={cn(
        "sheet flex-col overflow-hidden border border-line bg-surface p-0 text-ink shadow-lift open:flex",
        widths[width],
      )}
    >
      <div className="flex items-start justify-between gap-4 px-6 pt-5">
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
      </div>
      <div className="grow overflow-y-auto px-6 py-4">{open ? children : null}</div>
      {footer !== undefined && (
        <div className="flex flex-wrap justify-end gap-2 border-t px-6 py-4">{footer}</div>
      )}
    </dialog>
  );
}
