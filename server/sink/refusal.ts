/** A request the sink will not serve: the HTTP status, a stable code and a sentence for the caller. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: 400 | 403 | 404 | 405 | 413,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
