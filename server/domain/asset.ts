import type { BatchType } from "./batch/status";
import { fromUnits } from "./decimal";

/** What may be bought and sold; sizes and prices step by 10^-decimals. `minimumOrderNotional` is in USD. */
export type Instrument = {
  symbol: string;
  baseAsset: string;
  quantityDecimals: number;
  priceDecimals: number;
  minimumOrderQuantity: string;
  minimumOrderNotional: string;
};

export const USD = "USD";
export const USD_DECIMALS = 2;

/** Smallest step of a coin quantity, as text: "0.00000001" for 8 decimals. */
export const quantityIncrement = (instrument: Instrument): string =>
  fromUnits(1n, instrument.quantityDecimals);

/** Smallest step of a price in USD, as text: "0.01" for 2 decimals. */
export const priceIncrement = (instrument: Instrument): string => fromUnits(1n, instrument.priceDecimals);

/** Decimals that an allocation amount may have: cents in a NOTIONAL batch, coin units in a QUANTITY batch (P9). */
export const amountDecimals = (type: BatchType, instrument: Instrument): number =>
  type === "NOTIONAL" ? USD_DECIMALS : instrument.quantityDecimals;

/** What an allocation amount is counted in. */
export const amountAsset = (type: BatchType, instrument: Instrument): string =>
  type === "NOTIONAL" ? USD : instrument.baseAsset;
