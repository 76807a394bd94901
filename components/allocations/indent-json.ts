/**
 * Lays JSON text out in lines without reading its values: a number stays the digits that were sent. Text that is not JSON comes
 * back unchanged.
 */
export function indentJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const pieces = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  let out = "";
  for (const [at, piece] of pieces.entries()) {
    const before = pieces[at - 1];
    if (piece === "}" || piece === "]") {
      depth -= 1;
      out += before === "{" || before === "[" ? piece : line() + piece;
    } else {
      out += (before === "{" || before === "[" ? line() : "") + piece;
      if (piece === "{" || piece === "[") depth += 1;
      if (piece === ",") out += line();
      if (piece === ":") out += " ";
    }
  }
  return out;
}
