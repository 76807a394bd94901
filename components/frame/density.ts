export type Density = "comfortable" | "compact";

export const densityCookieName = "prorata-density";

/** Comfortable unless the text says otherwise. */
export const densityOf = (text: string | undefined): Density =>
  text === "compact" ? "compact" : "comfortable";

const yearMs = 365 * 24 * 3600 * 1000;

/**
 * Kept in a cookie rather than in local storage, so that the server already renders rows of the right height. Where the
 * browser offers no cookie store, the choice lasts until the page is left.
 */
export async function rememberDensity(density: Density): Promise<void> {
  if (!("cookieStore" in window)) return;
  await cookieStore.set({
    name: densityCookieName,
    value: density,
    expires: Date.now() + yearMs,
    sameSite: "lax",
  });
}
