import { Decimal } from "@/server/domain/decimal";

/** How much of the whole is there, in thousandths from 0 to 1000, rounded down so that "all" is never said too early. */
export function permille(part: string, whole: string): number {
  const total = new Decimal(whole);
  if (!total.gt(0)) return 0;
  return Decimal.min(1000, new Decimal(part).times(1000).div(total).floor()).toNumber();
}

/** "62.3 %" of thousandths. */
export const percentText = (thousandths: number): string =>
  thousandths % 10 === 0 ? `${thousandths / 10} %` : `${(thousandths / 10).toFixed(1)} %`;
