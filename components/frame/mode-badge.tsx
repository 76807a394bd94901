/** Says that nothing here is real money: the word, and hatching beside it. */
export function SandboxBadge() {
  return (
    <span
      title="Simulated venue and demo money. Nothing here reaches a market."
      className="inline-flex h-6 shrink-0 items-stretch overflow-hidden rounded-tight border border-warning/45 bg-warning-tint text-label font-semibold tracking-[0.06em] text-warning"
    >
      <span aria-hidden className="hatched w-2.5 border-r border-warning/45" />
      <span className="flex items-center px-1.5">SANDBOX</span>
    </span>
  );
}
