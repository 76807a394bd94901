/** Keeps keys and tokens out of addresses, and what still comes in one out of the log. */

const key = /prk_([A-Za-z0-9]{1,8})[A-Za-z0-9_-]*/g;
/** A token of POST /login, or the part of a key after its prefix. */
const token = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?:[A-Za-z0-9_-]{6})?(?![A-Za-z0-9_-])/g;
const secretName = /^(authorization|bearer|(api|access|auth|secret)?[-_]?(key|token)|secret|password)$/i;
const plainName = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/;

/** The text with every key cut to its prefix and every token removed. */
export const masked = (text: string): string => text.replace(key, "prk_$1…").replace(token, "…");

/** True when the query carries something that belongs into Authorization, by its name or by its look. */
export const carriesCredential = (url: URL): boolean =>
  url.search !== "" &&
  [...url.searchParams].some(
    ([name, value]) => secretName.test(name) || masked(name) !== name || masked(value) !== value,
  );

const mostCharacters = 500;

/** The address as the log keeps it: no secrets, and no values of parameters that the operation does not know. */
export function loggedPath(url: URL, knownParameters: readonly string[]): string {
  const path = masked(decodable(url.pathname));
  if (url.search === "") return path.slice(0, mostCharacters);
  const parameters = [...url.searchParams].map(([name, value]) => {
    if (knownParameters.includes(name)) return `${name}=${encodeURIComponent(masked(value))}`;
    return plainName.test(name) && masked(name) === name ? `${name}=…` : "…";
  });
  return `${path}?${parameters.join("&")}`.slice(0, mostCharacters);
}

/** An escape could hide a key from the mask, so what need not be escaped is not. */
const decodable = (path: string): string =>
  path.replace(/%(2D|5F|3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])/gi, (coded) =>
    String.fromCharCode(Number.parseInt(coded.slice(1), 16)),
  );

/** A message as the log can store it. */
export const loggedMessage = (message: string): string =>
  masked(message).slice(0, mostCharacters).toWellFormed().replaceAll("\0", "�");
