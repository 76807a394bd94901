import { TZDate } from "@date-fns/tz";

/** All of the desk's times of day are Chicago's, whatever its clocks do in March and November. */
const TRADING_TIME_ZONE = "America/Chicago";

const OPENS = { hours: 17, minutes: 5 } as const;
const CLOSES = { hours: 16, minutes: 30 } as const;

/** A trading day; `date` (YYYY-MM-DD) is the Chicago date on which it ends. */
export type TradingDay = { date: string; opensAt: Date; closesAt: Date };

type TimeOfDay = { hours: number; minutes: number };

const minuteOfDay = (time: TimeOfDay): number => time.hours * 60 + time.minutes;

function chicagoNow(now: Date): { year: number; month: number; day: number; minute: number } {
  const local = new TZDate(now.getTime(), TRADING_TIME_ZONE);
  return {
    year: local.getFullYear(),
    month: local.getMonth(),
    day: local.getDate(),
    minute: minuteOfDay({ hours: local.getHours(), minutes: local.getMinutes() }),
  };
}

const chicago = (year: number, month: number, day: number, at: TimeOfDay): Date =>
  new Date(new TZDate(year, month, day, at.hours, at.minutes, TRADING_TIME_ZONE).getTime());

/**
 * The trading day that `now` belongs to: 17:05 to 16:30 of the next day in Chicago (P12). The maintenance window between
 * two days counts to the day that it precedes, so `opensAt` may lie ahead of `now`.
 */
export function tradingDay(now: Date): TradingDay {
  const { year, month, day, minute } = chicagoNow(now);
  const endDay = minute < minuteOfDay(CLOSES) ? day : day + 1;
  const end = new Date(Date.UTC(year, month, endDay));
  return {
    date: end.toISOString().slice(0, 10),
    opensAt: chicago(year, month, endDay - 1, OPENS),
    closesAt: chicago(year, month, endDay, CLOSES),
  };
}

/** True from 16:30 up to 17:05 in Chicago, when no order may be sent and closing is refused (P12). */
export function isMaintenance(now: Date): boolean {
  const { minute } = chicagoNow(now);
  return minute >= minuteOfDay(CLOSES) && minute < minuteOfDay(OPENS);
}

/** When a batch that was opened at `openedAt` expires (P12). */
export const endOfTradingDay = (openedAt: Date): Date => tradingDay(openedAt).closesAt;
