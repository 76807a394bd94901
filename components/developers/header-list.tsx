/** HTTP headers as name and value, one a line. */
export function HeaderList({
  label,
  headers,
}: {
  label: string;
  headers: Record<string, string | readonly string[]>;
}) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return <p className="text-data text-soft">No headers.</p>;
  return (
    <dl
      aria-label={label}
      className="flex flex-col rounded-control border bg-sunken px-3 py-2 font-mono text-label"
    >
      {entries.map(([name, value]) => (
        <div key={name} className="flex flex-wrap gap-x-2 py-0.5">
          <dt className="text-faint">{name}:</dt>
          <dd className="min-w-0 wrap-anywhere">{typeof value === "string" ? value : value.join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}
