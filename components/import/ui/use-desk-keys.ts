"use client";

import { useEffect, useEffectEvent } from "react";

type Keys = {
  undo: () => void;
  redo: () => void;
  nextProblem: (direction: 1 | -1) => void;
  submit: () => void;
};

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input, textarea, select") !== null);

/** Keys of the whole page: undo and redo outside of fields, F8 to the next problem, Alt+Enter to submit. */
export function useDeskKeys(keys: Keys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]") !== null)
      return;
    const act = actionOf(event, keys);
    if (!act) return;
    event.preventDefault();
    act();
  });
  // Outside system: the document's keyboard, wherever the focus is.
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}

function actionOf(event: KeyboardEvent, keys: Keys): (() => void) | undefined {
  const ctrl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (event.key === "F8") return () => keys.nextProblem(event.shiftKey ? -1 : 1);
  if (event.key === "Enter" && event.altKey) return keys.submit;
  if (!ctrl || writes(event.target)) return undefined;
  if (key === "z") return event.shiftKey ? keys.redo : keys.undo;
  return key === "y" ? keys.redo : undefined;
}
