const hourMs = 3_600_000;

export const sinceChoices = [
  { value: "1", label: "An hour ago" },
  { value: "24", label: "A day ago" },
  { value: "168", label: "A week ago" },
  { value: "720", label: "30 days ago" },
] as const;

/** The moment so many hours before now. */
export const ago = (hours: string): Date => new Date(Date.now() - Number(hours) * hourMs);

/** A moment as the browser's own date field wants it: local, without a zone. */
export function localText(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
