"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { type Offered, offerFile, offerText } from "./use-source";

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input, textarea, select, [role='grid'], dialog") !== null);

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes a file dropped anywhere on the page, and rows or a file pasted while no field has the focus; says whether a file hovers. */
export function useDropAndPaste(onOffer: (offered: Offered) => void): boolean {
  const [dragging, setDragging] = useState(false);
  const offer = useEffectEvent(onOffer);
  // Outside system: the window's drag and clipboard events, which reach no element of ours when dropped elsewhere.
  useEffect(() => {
    let depth = 0;
    const show = (change: number) => {
      depth = Math.max(0, depth + change);
      setDragging(depth > 0);
    };
    const enter = (event: DragEvent) => {
      if (holdsFiles(event)) show(1);
    };
    const leave = (event: DragEvent) => {
      if (holdsFiles(event)) show(-1);
    };
    const over = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setDragging(false);
      const file = event.dataTransfer?.files[0];
      if (file) offer(offerFile(file));
    };
    const paste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || takesText(event.target)) return;
      const file = event.clipboardData?.files[0];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text.trim() !== "") offer(offerText(text));
      else if (file) offer(offerFile(file));
      else return;
      event.preventDefault();
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop, paste } as const;
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        removeEventListener(name, listener as EventListener);
    };
  }, []);
  return dragging;
}
