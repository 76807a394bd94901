const storageKey = "prorata.import-mappings";
const most = 50;

/** Column mappings remembered in this browser, by column signature, newest last. Damage reads as nothing remembered. */
export function rememberedMappings(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return typeof stored === "object" && stored !== null && !Array.isArray(stored) ? { ...stored } : {};
  } catch {
    return {};
  }
}

/** Remembers a mapping; called only after everything under it was submitted, so that a wrong one is never learnt. */
export function rememberMapping(signature: string, mapping: unknown): void {
  if (signature === "") return;
  const { [signature]: _, ...others } = rememberedMappings();
  const kept = Object.entries(others).slice(1 - most);
  try {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries([...kept, [signature, mapping]])));
  } catch {
    // A browser that keeps nothing asks for the columns again next time; there is nothing to tell.
  }
}
