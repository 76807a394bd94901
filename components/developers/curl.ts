type Request = { method?: string; url: string; headers?: Record<string, string>; body?: string };

/** Text as one word of a POSIX shell: nothing inside is expanded. */
const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Headers that curl writes itself, for the connection that it makes. */
const ofConnection = ["host", "connection", "content-length", "accept-encoding"];

/** A request as a command to paste; `--data-binary` keeps the body byte for byte, which a signature needs. */
export function curlOf({ method, url, headers = {}, body }: Request): string {
  const parts = [`curl ${method === undefined ? "" : `-X ${method} `}${word(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (!ofConnection.includes(name.toLowerCase())) parts.push(`-H ${word(`${name}: ${value}`)}`);
  }
  if (body !== undefined) parts.push(`--data-binary ${word(body)}`);
  return parts.join(" \\\n  ");
}
