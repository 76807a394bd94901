import type { Tone } from "./tone";

export type Toast = {
  id: number;
  text: string;
  tone: Tone;
  action?: { label: string; press: () => void };
};

const shownMs = 8000;
const mostAtOnce = 3;
const nothing: readonly Toast[] = [];

let toasts: readonly Toast[] = nothing;
let lastId = 0;
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function stopTimer(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

function startTimer(id: number): void {
  stopTimer(id);
  timers.set(
    id,
    setTimeout(() => dismissToast(id), shownMs),
  );
}

/** Shows a sentence for eight seconds, with at most one action such as Undo; returns the id to dismiss it by. */
export function showToast(text: string, options: { tone?: Tone; action?: Toast["action"] } = {}): number {
  lastId += 1;
  const { tone = "neutral", action } = options;
  const toast: Toast = { id: lastId, text, tone, ...(action === undefined ? {} : { action }) };
  const kept = [...toasts, toast].slice(-mostAtOnce);
  for (const dropped of toasts) if (!kept.includes(dropped)) stopTimer(dropped.id);
  publish(kept);
  startTimer(toast.id);
  return toast.id;
}

/** Removes a toast; does nothing when it is already gone. */
export function dismissToast(id: number): void {
  stopTimer(id);
  publish(toasts.filter((toast) => toast.id !== id));
}

/** Nothing disappears while it is pointed at or focused (WCAG 2.2.1). */
export const holdToasts = (): void => {
  for (const toast of toasts) stopTimer(toast.id);
};

/** Starts the eight seconds anew for everything shown. */
export const releaseToasts = (): void => {
  for (const toast of toasts) startTimer(toast.id);
};

/** For useSyncExternalStore. */
export const subscribeToasts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** For useSyncExternalStore: the same array until something changes. */
export const currentToasts = (): readonly Toast[] => toasts;

/** The server shows no toasts. */
export const noToasts = (): readonly Toast[] => nothing;
