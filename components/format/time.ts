export type TimeKind = "moment" | "clock" | "day";

type Part = "day" | "month" | "year" | "hour" | "minute" | "second" | "fractionalSecond";

const fields: Intl.DateTimeFormatOptions = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, zone: string | undefined, options: Intl.DateTimeFormatOptions) {
  const key = `${locale}|${zone}|${Object.keys(options).join()}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, {
    ...options,
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  formatters.set(key, made);
  return made;
}

/** "CST", "CEST" or, where no abbreviation is known, "UTC+5:30". English of both continents knows only its own zones. */
function zoneName(at: Date, zone: string | undefined): string {
  const names = ["en-US", "en-GB"].map(
    (locale) =>
      formatter(locale, zone, { timeZoneName: "short" })
        .formatToParts(at)
        .find((part) => part.type === "timeZoneName")?.value ?? "",
  );
  const abbreviation = names.find((name) => !name.startsWith("GMT") || name === "GMT");
  return abbreviation ?? (names[0] ?? "").replace("GMT", "UTC").replace("-", "−");
}

/**
 * A moment in the given zone, or the reader's own: "24 Nov 2026, 14:02:11 CST", its clock to the millisecond, or its day.
 * Throws RangeError when the text is no date.
 */
export function formatTime(iso: string, kind: TimeKind, zone?: string): string {
  const at = new Date(iso);
  const parts = formatter("en-GB", zone, fields).formatToParts(at);
  const part = (type: Part) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const day = `${part("day")} ${part("month")} ${part("year")}`;
  const clock = `${part("hour")}:${part("minute")}:${part("second")}`;
  if (kind === "day") return day;
  if (kind === "clock") return `${clock}.${part("fractionalSecond")}`;
  return `${day}, ${clock} ${zoneName(at, zone)}`;
}

/** "12 s", "4 min 05 s", "2 h 10 min": how long something took or is taking. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}
