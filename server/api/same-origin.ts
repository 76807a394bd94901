/**
 * True when a writing request comes from a page of this desk (S07): browsers set Sec-Fetch-Site and Origin themselves, and a form
 * of another site cannot send application/json without a preflight that nothing here answers.
 */
export function isSameOrigin(request: Request): boolean {
  if (request.method === "GET") return true;
  const type = request.headers.get("content-type") ?? "";
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (!type.startsWith("application/json")) return false;
  if (site !== null && site !== "same-origin") return false;
  return origin === null || new URL(origin).host === (request.headers.get("host") ?? "");
}
