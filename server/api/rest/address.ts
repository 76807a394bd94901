/** The address that the nearest proxy, or the web server itself, saw. */
export const addressOf = (request: Request): string =>
  request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) ?? "";
