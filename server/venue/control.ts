import { z } from "zod";
import { parseUnits } from "./decimals";
import { firstIssue } from "./order";
import { Refusal } from "./refusal";

/**
 * Faults on demand. They hold for every symbol, or for one when `symbol` is given; a symbol's own setting wins over the
 * general one, so tests that use different symbols do not disturb each other. A change is merged into what is set and is
 * durable; `reset: true` first forgets what was set (for `symbol`, or for everything when none is given). An order
 * captures the settings at its acceptance: later changes do not reach it.
 * - fillRatio: the share (0 to 1) of what would be filled that finds liquidity; FOK orders fill at 1 only
 * - latencyMs: time between executions; null, the default, spreads them over about 150 ms
 * - refuse: the order is REJECTED with this text, or with a standard one when true
 * - duplicate: each execution is listed twice
 * - lateMs: the last execution is listed this long after the order reports DONE and its final cumulativeQuantity
 * - outOfOrder: executions are listed shuffled, the same way for the same order
 * - loseAnswer: a valid submit is taken, then the connection is destroyed unanswered; a number means that many times
 * - loseRequest: the connection is destroyed before the order is taken; a number means that many times
 */
export type ControlSettings = {
  fillRatio: string;
  latencyMs: number | null;
  refuse: string | null;
  duplicate: boolean;
  lateMs: number;
  outOfOrder: boolean;
  loseAnswer: number | boolean;
  loseRequest: number | boolean;
};

export const defaultSettings: ControlSettings = {
  fillRatio: "1",
  latencyMs: null,
  refuse: null,
  duplicate: false,
  lateMs: 0,
  outOfOrder: false,
  loseAnswer: false,
  loseRequest: false,
};

/** The scope that holds for every symbol without a setting of its own. */
export const everySymbol = "*";

const milliseconds = z.int().min(0).max(3_600_000);
const times = z.union([z.boolean(), z.int().min(0).max(1_000_000)]);
const fillRatio = z.union([z.string(), z.number().transform(String)]).refine((text) => {
  const share = parseUnits(text, 9);
  return share !== null && share <= 1_000_000_000n;
}, "must be a plain decimal from 0 to 1 with at most 9 decimals");
const refuse = z
  .union([z.boolean(), z.string().trim().min(1).max(200)])
  .transform((value) => (value === true ? "Refused by the venue" : value === false ? null : value));

const settingShape = {
  fillRatio: fillRatio.optional(),
  latencyMs: milliseconds.nullable().optional(),
  refuse: refuse.optional(),
  duplicate: z.boolean().optional(),
  lateMs: milliseconds.optional(),
  outOfOrder: z.boolean().optional(),
  loseAnswer: times.optional(),
  loseRequest: times.optional(),
};
const controlBody = z.strictObject({
  symbol: z.string().optional(),
  reset: z.boolean().optional(),
  ...settingShape,
});

/** Settings of one scope as the store keeps them: only what was set. */
export const storedSettings = z.object({ ...settingShape, refuse: z.string().nullable().optional() });
export type StoredSettings = z.infer<typeof storedSettings>;

export type ControlChange = { scope: string; reset: boolean; settings: StoredSettings };

/** The body of `POST /control` → a change; throws a 400 Refusal that names the property at fault. */
export function parseControl(body: unknown, isListed: (symbol: string) => boolean): ControlChange {
  const parsed = controlBody.safeParse(body);
  if (!parsed.success) throw new Refusal(400, "BODY_INVALID", firstIssue(parsed.error));
  const { symbol, reset = false, ...settings } = parsed.data;
  if (symbol !== undefined && !isListed(symbol))
    throw new Refusal(400, "SYMBOL_NOT_LISTED", "symbol is not listed at this venue");
  return { scope: symbol ?? everySymbol, reset, settings };
}

/** Later scopes win over earlier ones, and all over the defaults. */
export function effectiveSettings(...scopes: StoredSettings[]): ControlSettings {
  const settings = { ...defaultSettings };
  for (const scope of scopes) Object.assign(settings, definedOf(scope));
  return settings;
}

/** A fault that is on, or counts down, happens now. */
export const isOn = (setting: number | boolean): boolean =>
  setting === true || (setting !== false && setting > 0);

/** What is set, without the keys whose value is undefined. */
export function definedOf(settings: StoredSettings): StoredSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
