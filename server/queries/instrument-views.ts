import type pg from "pg";
import { withFirmTx } from "@/server/db/transaction";
import { type Instrument, priceIncrement, quantityIncrement } from "@/server/domain/asset";

/** An instrument as the contract words it (domain.md A.6), all in plain decimal text. */
export type InstrumentView = {
  symbol: string;
  minimumOrderQuantity: string;
  minimumPriceIncrement: string;
  minimumQuantityIncrement: string;
};

/** The instruments that may be traded now, by symbol. */
export function listInstrumentViews(pool: pg.Pool, firmId: string): Promise<InstrumentView[]> {
  return withFirmTx(pool, firmId, async (tx) => {
    const rows = await tx.query<Instrument>(
      `select symbol, base_asset as "baseAsset", quantity_decimals as "quantityDecimals", price_decimals as "priceDecimals",
         trim_scale(minimum_order_quantity)::text as "minimumOrderQuantity",
         trim_scale(minimum_order_notional)::text as "minimumOrderNotional"
       from instruments where enabled order by symbol`,
    );
    return rows.map((row) => ({
      symbol: row.symbol,
      minimumOrderQuantity: row.minimumOrderQuantity,
      minimumPriceIncrement: priceIncrement(row),
      minimumQuantityIncrement: quantityIncrement(row),
    }));
  });
}
