import { z } from "zod";
import { Refusal } from "./refusal";

const ratio = z.number().min(0).max(1);
const behaviourBody = z.strictObject({
  status: z.int().min(200).max(599).optional(),
  failRatio: ratio.optional(),
  hangRatio: ratio.optional(),
  dropRatio: ratio.optional(),
  delayMs: z.int().min(0).max(3_600_000).optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).nullable().optional(),
  gone: z.boolean().optional(),
  seed: z.int().min(0).max(4_294_967_295).optional(),
});

/**
 * How a bin answers. Of each request, in this order:
 * - gone: it is answered 410
 * - dropRatio: this share has its connection cut, unanswered
 * - hangRatio: this share is never answered
 * - failRatio: this share is answered with `status`, or with 500 where `status` is a success; the rest with 200, or with that success.
 *   Left out, it is 1 when `status` is no success and 0 otherwise.
 * - delayMs: the time before any answer; retryAfterSeconds: the Retry-After of failures
 * `seed` starts the random choices: the same seed gives the same choices to the same number of requests.
 */
export type Behaviour = {
  status: number;
  failRatio: number;
  hangRatio: number;
  dropRatio: number;
  delayMs: number;
  retryAfterSeconds: number | null;
  gone: boolean;
  seed: number;
};

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The body of `PUT /bins/{bin}/behaviour` as a whole behaviour; what is left out has no fault. Throws a 400 Refusal that names the property. */
export function parseBehaviour(body: unknown): Behaviour {
  const parsed = behaviourBody.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") || "the body";
    throw new Refusal(400, "BODY_INVALID", `${where}: ${issue?.message ?? "is not valid"}`);
  }
  const { status = 200, retryAfterSeconds = null, gone = false, seed = 1, ...rest } = parsed.data;
  const { failRatio = isSuccess(status) ? 0 : 1, hangRatio = 0, dropRatio = 0, delayMs = 0 } = rest;
  return { status, failRatio, hangRatio, dropRatio, delayMs, retryAfterSeconds, gone, seed };
}

/** What becomes of one request; a number is the status it is answered with. */
export type Fate = number | "hung" | "dropped";

/** Decides with one random number per fault, so that changing one ratio does not move the others' choices. */
export function decideFate(behaviour: Behaviour, random: () => number): Fate {
  const [drop, hang, fail] = [random(), random(), random()];
  const { status, gone } = behaviour;
  if (gone) return 410;
  if (drop < behaviour.dropRatio) return "dropped";
  if (hang < behaviour.hangRatio) return "hung";
  if (fail < behaviour.failRatio) return isSuccess(status) ? 500 : status;
  return isSuccess(status) ? status : 200;
}

/** A generator of numbers from 0 up to 1 that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
