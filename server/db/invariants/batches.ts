import { requestRejectCodes } from "@/server/domain/batch/proof";
import type { Invariant } from "./invariant";

const requestCodes = `(${requestRejectCodes.map((code) => `'${code}'`).join(", ")})`;
/** True for an allocation of the frozen statement: refused on arrival it never was in it, refused after the close it was. */
const stated = `not (a.status = 'REJECTED' and a.reject_code in ${requestCodes})`;
/** Takes part in the split of a finished order: a share of nothing is refused afterwards. */
const shared = "(a.status = 'COMPLETE' or a.reject_code = 'NO_LIQUIDITY')";
const signed = (column: string): string => `case a.side when o.side then a.${column} else -a.${column} end`;

/** Batches, orders, fills and shares: one order a batch, and what was filled is what was handed out. */
export const batchInvariants: readonly Invariant[] = [
  {
    name: "a batch has one order once it is validated and not refused, and none before",
    sql: `select b.id, b.status, count(o.id) as orders from batches b left join orders o on o.batch_id = b.id group by b.id having count(o.id) > 1
        or (b.status in ('OPEN', 'CLOSED') and count(o.id) > 0) or (b.status = 'COMPLETE' and count(o.id) = 0)
        or (b.status = 'IN_PROGRESS' and b.refusal_code is null and count(o.id) = 0)
        or (b.status = 'REJECTED' and (count(o.id) > 0) <> (b.reject_code in ('NO_LIQUIDITY', 'VENUE_REJECTED')))`,
  },
  {
    name: "an order is the net of the allocations that passed validation",
    sql: `select o.id, coalesce(o.quantity, o.notional) as size, sum(${signed("amount")}) as net
      from orders o left join allocations a on a.batch_id = o.batch_id and (a.status in ('PENDING', 'COMPLETE') or a.reject_code in ('NO_LIQUIDITY', 'VENUE_REJECTED'))
      group by o.id having coalesce(o.quantity, o.notional) <> coalesce(sum(${signed("amount")}), 0)`,
  },
  {
    name: "an order's sums are those of its fills, each execution once, and not more than was ordered",
    sql: `select o.id from orders o left join fills f on f.order_id = o.id group by o.id
      having o.cumulative_quantity <> coalesce(sum(f.quantity), 0) or o.cumulative_cost <> coalesce(sum(f.quantity * f.price), 0)
        or count(f.execution_id) <> count(distinct f.execution_id) or o.cumulative_quantity > o.quantity or o.cumulative_quantity > o.maximum_quantity
        or (o.side = 'BUY' and o.cumulative_cost > o.notional)`,
  },
  {
    name: "one execution is booked once, whatever the order",
    sql: "select execution_id, count(*) from fills group by 1 having count(*) > 1",
  },
  {
    name: "the published price is the order's exact average, half-up",
    sql: `select o.id, o.average_price from orders o join instruments i using (symbol) where case when o.cumulative_quantity = 0 then o.average_price is not null
      else o.average_price is null or abs(o.average_price * o.cumulative_quantity - o.cumulative_cost) * 2 * power(10::numeric, i.price_decimals) > o.cumulative_quantity end`,
  },
  {
    name: "what was allocated is what was filled, to the last unit",
    sql: `select b.id, o.cumulative_quantity, sum(${signed("quantity")}) as allocated
      from batches b join orders o on o.batch_id = b.id left join allocations a on a.batch_id = b.id and a.status = 'COMPLETE'
      where b.status in ('COMPLETE', 'REJECTED') group by b.id, o.id having o.cumulative_quantity <> coalesce(sum(${signed("quantity")}), 0)`,
  },
  {
    name: "the gross of a side is its quantity at the average price, to the cent",
    sql: `select b.id, a.side, sum(a.gross) as gross from batches b join orders o on o.batch_id = b.id join allocations a on a.batch_id = b.id and a.status = 'COMPLETE'
      where b.status = 'COMPLETE' group by b.id, a.side, o.id
      having abs(sum(a.gross) * o.cumulative_quantity - sum(a.quantity) * o.cumulative_cost) * 200 > o.cumulative_quantity`,
  },
  {
    // Exact without a division: quantity ÷ side quantity against amount ÷ side amount. Caps bend the shares of sellers of USD.
    name: "nobody's quantity is a whole unit off the share asked for",
    sql: `select id from (select a.id, a.side, b.type, coalesce(a.quantity, 0) as quantity, a.amount, i.quantity_decimals,
        sum(coalesce(a.quantity, 0)) over w as side_quantity, sum(a.amount) over w as side_amount
        from batches b join instruments i on i.symbol = b.symbol join allocations a on a.batch_id = b.id and ${shared}
        where b.status = 'COMPLETE' window w as (partition by a.batch_id, a.side)) x
      where not (type = 'NOTIONAL' and side = 'SELL') and abs(quantity * side_amount - side_quantity * amount) * power(10::numeric, quantity_decimals) >= side_amount`,
  },
  {
    name: "nobody's gross is a whole cent off the share of the quantity",
    sql: `select id from (select a.id, a.gross, a.quantity, sum(a.quantity) over w as side_quantity, sum(a.gross) over w as side_gross
        from batches b join allocations a on a.batch_id = b.id and a.status = 'COMPLETE' where b.status = 'COMPLETE' window w as (partition by a.batch_id, a.side)) x
      where abs(gross * side_quantity - side_gross * quantity) * 100 >= side_quantity`,
  },
  {
    name: "nobody sells more coins than were held back for it",
    sql: `select a.id from allocations a join batches b on b.id = a.batch_id join instruments i on i.symbol = b.symbol
      where a.status = 'COMPLETE' and a.side = 'SELL' and case b.type when 'QUANTITY' then a.quantity > a.amount
        else (a.quantity - power(10::numeric, -i.quantity_decimals)) * b.reference_price * 10 >= a.amount * 11 end`,
  },
  {
    name: "coins promised to batches in progress are there",
    sql: `select a.investor_account_id, i.base_asset, sum(a.amount) as promised from batches b join instruments i on i.symbol = b.symbol
        join allocations a on a.batch_id = b.id and a.status = 'PENDING' and a.side = 'SELL' join investor_accounts ia on ia.id = a.investor_account_id
      where b.status = 'IN_PROGRESS' and b.type = 'QUANTITY' and b.refusal_code is null group by 1, 2, ia.ledger_account_id
      having sum(a.amount) > coalesce((select c.amount from balances c where c.ledger_account_id = ia.ledger_account_id and c.asset = i.base_asset), 0)`,
  },
  {
    name: "a fee is what its terms say",
    sql: `select id, fee from (select a.id, a.side, a.gross, a.fee, round(a.gross * coalesce(a.bps_commission, 0) * 0.0001, 2) + coalesce(a.fixed_commission, 0) as due
        from allocations a where a.status = 'COMPLETE' and (a.bps_commission is not null or a.fixed_commission is not null)) x
      where fee <> case side when 'SELL' then least(due, gross) else due end`,
  },
  {
    name: "a closed batch holds as many accepted allocations as were declared",
    sql: `select b.id, b.declared_count, s.line_count, count(a.id) as stored from batches b left join allocation_statements s on s.batch_id = b.id
        left join allocations a on a.batch_id = b.id and ${stated} where b.closed_at is not null group by b.id, s.batch_id
      having b.declared_count is distinct from count(a.id) or s.line_count is distinct from b.declared_count or b.accepted_count is distinct from b.declared_count
        or s.buy_amount <> coalesce(sum(a.amount) filter (where a.side = 'BUY'), 0) or s.sell_amount <> coalesce(sum(a.amount) filter (where a.side = 'SELL'), 0)
      union all select s.batch_id, null, s.line_count, null from allocation_statements s join batches b on b.id = s.batch_id where b.closed_at is null`,
  },
  {
    name: "a frozen statement still hashes to what was sealed",
    sql: `select s.batch_id from allocation_statements s cross join lateral (
        select sha256(convert_to(coalesce(string_agg(a.client_transaction_id || '|' || a.account || '|' || a.side || '|' || a.amount || '|'
          || coalesce(a.bps_commission::text, '') || '|' || coalesce(a.fixed_commission::text, '') || E'\\n', '' order by a.client_transaction_id), ''), 'UTF8')) as now
        from allocations a where a.batch_id = s.batch_id and ${stated}) h
      where h.now <> s.sha256`,
  },
  {
    name: "allocations stand where their batch stands, and the batch counts them",
    sql: `select b.id, b.status from batches b left join allocations a on a.batch_id = b.id group by b.id having
        (b.status in ('COMPLETE', 'REJECTED') and count(*) filter (where a.status = 'PENDING') > 0)
        or (b.status in ('OPEN', 'CLOSED', 'REJECTED') and count(*) filter (where a.status = 'COMPLETE') > 0)
        or (coalesce(b.reject_code, '') not in ('BATCH_CANCELLED', 'BATCH_EXPIRED') and count(*) filter (where a.status = 'CANCELLED') > 0)
        or b.completed_count <> count(*) filter (where a.status = 'COMPLETE')
        or b.rejected_count <> count(*) filter (where a.status = 'REJECTED' and a.reject_code not in ${requestCodes})`,
  },
  {
    name: "no batch is parked or stands still",
    sql: `select id, status, attention from batches where attention is not null
      or (status in ('CLOSED', 'IN_PROGRESS') and greatest(closed_at, validated_at) < now() - interval '30 minutes')`,
  },
];
