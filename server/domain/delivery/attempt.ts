/** What one attempt brought. `response` is null when none came; its body is the first 16 KiB as text. */
export type AttemptOutcome = {
  /** GONE asks never to be called again (410); REFUSED never left, because the address may not be called. */
  result: "DELIVERED" | "FAILED" | "GONE" | "REFUSED";
  /** One sentence for the operator; null exactly when delivered. */
  error: string | null;
  /** How long the receiver asks to be left alone, at most an hour. */
  retryAfterMs: number | null;
  durationMs: number;
  request: { url: string; headers: Record<string, string> };
  response: { status: number; headers: Record<string, string>; body: string; truncated: boolean } | null;
};
