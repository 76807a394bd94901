import type uPlot from "uplot";

export type ChartLine = {
  label: string;
  kind: "points" | "line" | "step";
  colour: "ink" | "accent" | "faint";
  /** Lines of different units are drawn on different sides. */
  axis: "left" | "right";
};

export type ChartPoints = {
  /** Seconds since 1970, ascending. */
  times: readonly number[];
  /** One list per line, as exact decimal text; null where the line has no point. */
  values: readonly (readonly (string | null)[])[];
};

export type ChartColours = Record<ChartLine["colour"] | "grid" | "text", string>;

/** The theme's colours as the canvas needs them: values, not variables. */
export function chartColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  return {
    ink: token("ink"),
    accent: token("accent"),
    faint: token("edge"),
    grid: token("line"),
    text: token("faint"),
  };
}

/** Decimal text becomes a floating number here only to place a pixel; whatever is read as a figure stays text. */
const pixelValue = (text: string | null): number | null => (text === null ? null : Number.parseFloat(text));

/** Points in uPlot's shape. */
export function chartData({ times, values }: ChartPoints): uPlot.AlignedData {
  return [[...times], ...values.map((line) => line.map(pixelValue))];
}

const font = '12px "Inter Variable", "Inter Fallback", sans-serif';

/** Ticks share the decimals of their distance, so that points stand under points. */
function tickTexts(ticks: readonly number[], distance: number): string[] {
  const decimals = Math.min(8, String(distance).split(".")[1]?.length ?? 0);
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return ticks.map((tick) => format.format(tick).replace("-", "−"));
}

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const fineClock = new Intl.DateTimeFormat("en-GB", {
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 2,
});

/** Ticks closer than a second show its fractions instead of the hour. */
const clockTexts = (ticks: readonly number[], distanceSeconds: number): string[] =>
  ticks.map((tick) => (distanceSeconds < 1 ? fineClock : clock).format(tick * 1000));

/** Steps hold their value until the next point. */
function lineOptions(line: ChartLine, colours: ChartColours, paths: typeof uPlot.paths): uPlot.Series {
  const stroke = colours[line.colour];
  const common = { label: line.label, scale: line.axis, stroke, spanGaps: true };
  if (line.kind === "points") {
    return {
      ...common,
      paths: () => null,
      points: { show: true, size: 6, width: 1.5, stroke, fill: stroke },
    };
  }
  const stepped = line.kind === "step" ? paths.stepped?.({ align: 1 }) : undefined;
  return {
    ...common,
    width: 1.75,
    points: { show: false },
    ...(stepped === undefined ? {} : { paths: stepped, dash: [4, 3] }),
  };
}

function valueAxis(side: ChartLine["axis"], colours: ChartColours, grid: boolean): uPlot.Axis {
  return {
    scale: side,
    side: side === "left" ? 3 : 1,
    stroke: colours.text,
    font,
    size: 72,
    gap: 8,
    grid: { show: grid, stroke: colours.grid, width: 1 },
    ticks: { show: false },
    values: (_, ticks, _axis, _space, distance) => tickTexts(ticks, distance),
  };
}

/** Everything uPlot needs to know; the legend is ours, in HTML. */
export function chartOptions(
  size: { width: number; height: number },
  lines: readonly ChartLine[],
  drawing: { colours: ChartColours; paths: typeof uPlot.paths; onPoint: (index: number | null) => void },
): uPlot.Options {
  const { colours, paths, onPoint } = drawing;
  const sides = [...new Set(lines.map(({ axis }) => axis))];
  return {
    ...size,
    legend: { show: false },
    padding: [12, sides.includes("right") ? 0 : 16, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    hooks: { setCursor: [(self) => onPoint(self.cursor.idx ?? null)] },
    scales: {
      x: {
        time: true,
        range: (_, first, last) => [first - (last - first) * 0.015, last + (last - first) * 0.015],
      },
      ...Object.fromEntries(sides.map((side) => [side, { range: padded }])),
    },
    series: [{}, ...lines.map((line) => lineOptions(line, colours, paths))],
    axes: [
      {
        stroke: colours.text,
        font,
        gap: 6,
        size: 32,
        space: 96,
        grid: { show: false },
        ticks: { show: true, stroke: colours.grid, size: 4 },
        values: (_, ticks, _axis, _space, distance) => clockTexts(ticks, distance),
      },
      ...sides.map((side, at) => valueAxis(side, colours, at === 0)),
    ],
  };
}

/** A tenth of air above and below; a flat line gets air in proportion to its value. */
const padded: uPlot.Range.Function = (_, low, high) => {
  const air = (high - low) * 0.1 || Math.abs(high) * 0.001 || 1;
  return [low - air, high + air];
};
