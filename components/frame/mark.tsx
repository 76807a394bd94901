/** The sign of the house: one whole, shared in proportion. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={className} fill="currentColor">
      <rect x="2" y="2" width="16" height="4" rx="1" />
      <rect x="2" y="8" width="10" height="4" rx="1" />
      <rect x="13" y="8" width="5" height="4" rx="1" opacity="0.55" />
      <rect x="2" y="14" width="6" height="4" rx="1" />
      <rect x="9" y="14" width="5" height="4" rx="1" opacity="0.55" />
      <rect x="15" y="14" width="3" height="4" rx="1" opacity="0.3" />
    </svg>
  );
}

/** The mark with the name. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Mark className="size-5 text-accent" />
      <span className="text-lead font-semibold tracking-[-0.02em]">Prorata</span>
    </span>
  );
}
