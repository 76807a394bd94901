"use client";

import { useEffect, useSyncExternalStore } from "react";

const storageKey = "prorata.single-key-shortcuts";
const changed = "prorata:single-key-shortcuts";
const sequenceMs = 1200;

let lastKey = "";
let lastAt = 0;

const editable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input, textarea, select, [role='grid'], [role='menu']") !== null);

const layerOpen = (): boolean => document.querySelector("dialog[open]") !== null;

const singleKeysOn = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
};

/** Whether single keys act, and the switch that WCAG 2.1.4 asks for; remembered in this browser. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      addEventListener(changed, listener);
      addEventListener("storage", listener);
      return () => {
        removeEventListener(changed, listener);
        removeEventListener("storage", listener);
      };
    },
    singleKeysOn,
    () => true,
  );
  const set = (next: boolean) => {
    localStorage.setItem(storageKey, next ? "on" : "off");
    dispatchEvent(new Event(changed));
  };
  return [on, set];
}

/** True when the pressed key, after the keys before it, completes the combination. */
export function completes(combination: string, previousKey: string, key: string): boolean {
  const [first = "", second] = combination.split(" ");
  if (second === undefined) return key.toLowerCase() === first;
  return previousKey.toLowerCase() === first && key.toLowerCase() === second;
}

const handlers = new Set<{ combination: string; act: () => void }>();

/** "ctrl+shift+enter" for a key pressed with modifiers; the command key of a Mac counts as ctrl. */
export function chordOf(
  event: Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "key">,
): string {
  const modifiers = [
    event.ctrlKey || event.metaKey ? "ctrl" : "",
    event.altKey ? "alt" : "",
    event.shiftKey ? "shift" : "",
  ];
  return [...modifiers.filter(Boolean), event.key.toLowerCase()].join("+");
}

function onChord(event: KeyboardEvent): void {
  const chord = chordOf(event);
  const chosen = [...handlers].findLast(({ combination }) => combination === chord);
  if (chosen === undefined) return;
  event.preventDefault();
  chosen.act();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat || layerOpen()) return;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    onChord(event);
    return;
  }
  if (editable(event.target) || !singleKeysOn()) return;
  const previousKey = event.timeStamp - lastAt < sequenceMs ? lastKey : "";
  lastKey = event.key;
  lastAt = event.timeStamp;
  // A two-key combination wins over its last key alone: after G, B goes somewhere and does nothing else.
  const fitting = [...handlers].filter(({ combination }) => completes(combination, previousKey, event.key));
  const chosen = fitting.find(({ combination }) => combination.includes(" ")) ?? fitting.at(-1);
  if (chosen === undefined) return;
  event.preventDefault();
  lastKey = "";
  chosen.act();
}

/**
 * Calls `act` on a single key ("c") or two in a row ("g b"), unless someone is typing or single keys are switched off, or on a
 * chord ("ctrl+shift+enter") anywhere. An open dialog silences all of them.
 */
export function useShortcut(combination: string, act: () => void): void {
  // Outside system: the document's keyboard; one listener serves every shortcut that is mounted.
  useEffect(() => {
    const handler = { combination, act };
    if (handlers.size === 0) document.addEventListener("keydown", onKeyDown);
    handlers.add(handler);
    return () => {
      handlers.delete(handler);
      if (handlers.size === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, [combination, act]);
}
