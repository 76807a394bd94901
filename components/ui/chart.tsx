"use client";

import { useTheme } from "next-themes";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type ChartLine, type ChartPoints, chartColours, chartData, chartOptions } from "./chart-options";
import { cn } from "./class-names";

type Props = {
  /** One sentence that says what the picture shows; read instead of the canvas. */
  label: string;
  /** How each line is drawn; keep it in a constant, because a new array draws the chart anew. */
  lines: readonly ChartLine[];
  points: ChartPoints;
  /** The exact figures of one moment, as text; shown while the reader points at it. */
  readout?: (index: number) => string;
  /** Shown under the picture until the reader points at it. */
  caption: string;
  /** The same figures as a table: a canvas alone tells a screen reader nothing. */
  table: ReactNode;
};

/** Points, lines and steps over time, always with their table. */
export function Chart({ label, lines, points, readout, caption, table }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const { resolvedTheme = "light" } = useTheme();
  return (
    <figure className="flex min-w-0 flex-col gap-3">
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-label text-soft">
        {lines.map((line) => (
          <li key={line.label} className="flex items-center gap-2">
            <span aria-hidden className={cn("block w-4", keyLook[line.kind], keyColour[line.colour])} />
            {line.label}
          </li>
        ))}
      </ul>
      <ChartCanvas key={resolvedTheme} label={label} lines={lines} points={points} onPoint={setAt} />
      <figcaption className="min-h-4 text-label text-faint">
        {at !== null && readout !== undefined && at < points.times.length ? readout(at) : caption}
      </figcaption>
      {table}
    </figure>
  );
}

const keyLook = {
  points: "mx-1 !w-2 h-2 rounded-full bg-current",
  line: "border-t-2",
  step: "border-t-2 border-dashed",
};
const keyColour = {
  ink: "border-ink text-ink",
  accent: "border-accent text-accent",
  faint: "border-edge text-edge",
};

type CanvasProps = Pick<Props, "label" | "lines" | "points"> & { onPoint: (index: number | null) => void };

/** Mounted anew for each theme, because a canvas cannot follow CSS variables. */
function ChartCanvas({ label, lines, points, onPoint }: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(points);

  // Outside system: uPlot's canvas and the size of its box.
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(() => plot.current?.setSize(size()));
    void import("uplot").then(({ default: UPlot }) => {
      if (gone) return;
      const options = chartOptions(size(), lines, {
        colours: chartColours(element),
        paths: UPlot.paths,
        onPoint,
      });
      plot.current = new UPlot(options, chartData(latest.current), element);
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [lines, onPoint]);

  // Outside system: the same canvas, given new points without being built again.
  useEffect(() => {
    latest.current = points;
    plot.current?.setData(chartData(points));
  }, [points]);

  return <div ref={host} role="img" aria-label={label} className="h-60 w-full min-w-0 overflow-hidden" />;
}
