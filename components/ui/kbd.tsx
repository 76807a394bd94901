/** One key of a shortcut. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-tight border border-edge/50 bg-surface px-1 font-sans text-label text-soft">
      {children}
    </kbd>
  );
}
