"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button, IconButton } from "./button";
import { cn } from "./class-names";
import {
  currentToasts,
  dismissToast,
  holdToasts,
  noToasts,
  releaseToasts,
  subscribeToasts,
  type Toast,
} from "./toast-store";
import { type Tone, toneText } from "./tone";

const icons: Record<Tone, typeof Info> = {
  neutral: Info,
  info: Info,
  positive: CircleCheck,
  warning: TriangleAlert,
  negative: CircleAlert,
  muted: Info,
};

/** Where toasts appear; mounted once by the frame. They are announced politely and never take the focus. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts, noToasts);
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      aria-relevant="additions text"
      onPointerEnter={holdToasts}
      onPointerLeave={releaseToasts}
      onFocus={holdToasts}
      onBlur={releaseToasts}
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-end gap-2 sm:bottom-4 sm:left-auto sm:w-96 print:hidden"
    >
      {toasts.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const Icon = icons[toast.tone];
  const { action } = toast;
  return (
    <div className="sheet pointer-events-auto flex w-full items-start gap-3 rounded-control border bg-surface py-2 pr-2 pl-3.5 shadow-lift">
      <Icon aria-hidden className={cn("mt-2 size-4 shrink-0", toneText[toast.tone])} />
      <p className="min-w-0 grow py-1.5 text-data wrap-anywhere">{toast.text}</p>
      {action !== undefined && (
        <Button
          onClick={() => {
            action.press();
            dismissToast(toast.id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X />} onClick={() => dismissToast(toast.id)} />
    </div>
  );
}
