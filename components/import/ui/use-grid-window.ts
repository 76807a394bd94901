"use client";

import { defaultRangeExtractor, type Range as IndexRange, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { Density } from "@/components/frame/density";
import type { Import } from "../client/use-import";
import { rowFlag, type Summary } from "../session/protocol";
import { cellId, headerHeight, rowHeight } from "./grid-columns";
import type { Place } from "./grid-moves";

/** The visible rows and the active one, so that the focus never leaves the document when it is scrolled away. */
function withRow(shown: number[], row: number, count: number): number[] {
  if (row < 0 || row >= count || shown.includes(row)) return shown;
  return row < (shown[0] ?? 0) ? [row, ...shown] : [...shown, row];
}

/** Which rows are in the document and where; asks the worker for those in sight. */
export function useGridWindow(
  scroller: RefObject<HTMLDivElement | null>,
  { rows }: Import,
  { flags, version }: Summary,
  active: Place,
  density: Density,
) {
  const heightAt = useCallback(
    (index: number) => rowHeight(density, ((flags[index] ?? 0) & rowFlag.problem) !== 0),
    [flags, density],
  );
  const virtualizer = useVirtualizer({
    count: flags.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightAt,
    overscan: 6,
    // A render for every scroll event, at once, would draw some frames twice.
    useFlushSync: false,
    scrollPaddingStart: headerHeight,
    rangeExtractor: useCallback(
      (range: IndexRange) => withRow(defaultRangeExtractor(range), active.index, flags.length),
      [active.index, flags.length],
    ),
  });
  const measured = useRef(heightAt);
  // Outside system: the virtualiser keeps heights of its own, which a change of the rows or the density makes wrong.
  useLayoutEffect(() => {
    if (measured.current === heightAt) return;
    measured.current = heightAt;
    virtualizer.measure();
  });
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
  // Outside system: the worker that has the rows.
  useEffect(
    () => rows.want(startIndex, Math.min(endIndex + 1, flags.length), version),
    [rows, startIndex, endIndex, flags.length, version],
  );
  return { virtualizer, pageRows: Math.max(1, endIndex - startIndex - 1) };
}

/** Scrolls to the active cell and focuses it after a move that asked for it, here or by a jump from outside. */
export function useFocusFollows(
  scroller: RefObject<HTMLDivElement | null>,
  active: Place,
  jump: number,
  scrollTo: (index: number) => void,
): () => void {
  const wanted = useRef(false);
  const lastJump = useRef(jump);
  // Outside system: the document's focus and scroll position.
  useLayoutEffect(() => {
    if (jump !== lastJump.current) wanted.current = true;
    lastJump.current = jump;
    if (!wanted.current) return;
    wanted.current = false;
    if (active.index >= 0) scrollTo(active.index);
    const cell = scroller.current?.querySelector<HTMLElement>(`#${cellId(active.index, active.column)}`);
    cell?.focus({ preventScroll: true });
  });
  return useCallback(() => {
    wanted.current = true;
  }, []);
}
