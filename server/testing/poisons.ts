/** Bad data for one invariant: planted, it makes exactly the invariant and `also` report. */
export type Poison = { sql: string; also?: string[] };

const complete = (columns: string, where = "true"): string =>
  `update allocations set ${columns} where id = (select min(a.id) from allocations a join batches b on b.id = a.batch_id where a.status = 'COMPLETE' and ${where})`;
const halveALeg = (kind: "FILL" | "ALLOCATION", account: string): string =>
  `with leg as (update postings set amount = amount / 2 where (entry_id, line) = (select p.entry_id, p.line from postings p join journal_entries e on e.id = p.entry_id
     join ledger_accounts l on l.id = p.ledger_account_id where e.kind = '${kind}' and l.kind = '${account}' and p.asset <> 'USD' order by 1, 2 limit 1) returning *)
   insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount) select entry_id, 9, firm_id, ledger_account_id, asset, amount from leg`;
const retell = (from: string, to: string): string =>
  `update outbox_events set status = '${to}', body = replace(body, '"status":"${from}"', '"status":"${to}"')
     where id = (select min(id) from outbox_events where kind = 'order' and status = '${from}')`;
const custody =
  "select p.entry_id, p.line from postings p join ledger_accounts l on l.id = p.ledger_account_id where l.kind = 'CUSTODY' and p.asset = 'BTC' order by 1, 2";

const legs = "a complete allocation has one entry, with exactly its legs";
const bytes = "an event's bytes say what its row says";
const orderBegins = "an order has one NEW event, before all others of it";
const orderBytes = "an order event's bytes say what the order and its fills say";
const toldOnce = "the order events of a batch tell each recorded execution once";
const stand = "allocations stand where their batch stands, and the batch counts them";
const sealed = "a frozen statement still hashes to what was sealed";

const numbered =
  "the attempts of a delivery are numbered from one, as many as it counts, and say how it stands";
const belowCursor = "every event below a cursor has its delivery";
const firstDelivered =
  "(select endpoint_id, batch_id, seq from deliveries where status = 'DELIVERED' order by batch_id, seq limit 1)";

const deliveryPoisons: Record<string, Poison> = {
  "every placed event is on its way to every endpoint that was there": {
    sql: "delete from delivery_streams where id = (select max(id) from delivery_streams where due_at is null)",
  },
  [belowCursor]: {
    sql: `with gone as (delete from deliveries where (endpoint_id, batch_id, seq) in ${firstDelivered} returning *)
      delete from delivery_attempts a using gone g where (a.endpoint_id, a.batch_id, a.seq) = (g.endpoint_id, g.batch_id, g.seq)`,
  },
  "a failed delivery waits at a cursor": {
    sql: `with d as (update deliveries set status = 'FAILED', delivered_at = null where (endpoint_id, batch_id, seq) in ${firstDelivered} returning *)
      update delivery_attempts a set result = 'FAILED', error = 'planted' from d where (a.endpoint_id, a.batch_id, a.seq) = (d.endpoint_id, d.batch_id, d.seq)`,
  },
  [numbered]: {
    sql: `update deliveries set attempts = attempts + 1 where (endpoint_id, batch_id, seq) in ${firstDelivered}`,
  },
  "no event reached a webhook before the one before it in its batch": {
    // The attempt is recorded anew, behind those of the events that followed it.
    sql: `with old as (delete from delivery_attempts where id = (select min(id) from delivery_attempts where result = 'DELIVERED') returning *)
      insert into delivery_attempts (firm_id, endpoint_id, batch_id, seq, number, result, attempted_at, duration_ms, request_url, request_headers)
      select firm_id, endpoint_id, batch_id, seq, number, result, attempted_at, duration_ms, request_url, request_headers from old`,
  },
  "nothing is left lying that an endpoint could be sent": {
    sql: `with old as (update delivery_streams set due_at = due_at - interval '20 minutes' where due_at is not null returning endpoint_id)
      update delivery_attempts set attempted_at = attempted_at - interval '20 minutes' where endpoint_id in (select endpoint_id from old)`,
  },
};

/** Bad data by the name of the invariant that must find it; planted by the owner with triggers off. */
export const poisons: Record<string, Poison> = {
  "every journal entry balances per asset": {
    // One entry gives what another takes on the same account, so that firm and balance still add up.
    sql: `update postings p set amount = p.amount + x.change from (
        (select entry_id, line, 0.000000000000000001 as change from (${custody} limit 1) a) union all
        (select entry_id, line, -0.000000000000000001 from (${custody} limit 1 offset 1) b)) x where p.entry_id = x.entry_id and p.line = x.line`,
  },
  "the ledger of a firm sums to nothing per asset": {
    sql: `update postings set firm_id = (select max(id) from firms) where (entry_id, line) in (${custody} limit 1)`,
    also: ["what hangs together belongs to one firm and one batch"],
  },
  "a journal entry stands on at least two legs, and no leg is nothing or not a number": {
    sql: "insert into journal_entries (firm_id, kind) select id, 'DEPOSIT' from firms limit 1",
  },
  "a balance is the sum of its postings": {
    sql: `update balances set amount = amount - 0.00000001 where (ledger_account_id, asset) in (
        select b.ledger_account_id, b.asset from balances b join ledger_accounts l on l.id = b.ledger_account_id where l.kind = 'CUSTODY' limit 1)`,
  },
  "an investor holds no coins and no settled cash below nothing": {
    sql: `update balances set overdraft = true where (ledger_account_id, asset) in (
        select b.ledger_account_id, b.asset from balances b join ledger_accounts l on l.id = b.ledger_account_id where l.kind = 'INVESTOR' limit 1)`,
  },
  "a fill has one entry, with exactly its legs": { sql: halveALeg("FILL", "MARKET") },
  [legs]: { sql: halveALeg("ALLOCATION", "INVESTOR") },
  "an allocation that is not complete moves nothing, and a rejected one says why": {
    sql: `with e as (insert into journal_entries (firm_id, kind, batch_id, allocation_id) select firm_id, 'ALLOCATION', batch_id, id from allocations where status = 'CANCELLED' limit 1 returning id, firm_id)
      insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
      select e.id, n, e.firm_id, f.ledger_account_id, 'USD', case n when 1 then 1 else -1 end from e join firm_allocation_accounts f using (firm_id), generate_series(1, 2) n`,
  },
  "the firm keeps no coins of a finished batch, and at most half a cent a side in dust": {
    sql: `update journal_entries set batch_id = (select min(id) from batches where status = 'REJECTED')
      where id = (select min(e.id) from journal_entries e join fills f on f.id = e.fill_id)`,
    also: ["a fill has one entry, with exactly its legs"],
  },
  "a batch has one order once it is validated and not refused, and none before": {
    sql: "delete from orders where batch_id in (select id from batches where status = 'IN_PROGRESS')",
    also: [orderBegins],
  },
  "an order is the net of the allocations that passed validation": {
    sql: "update orders set quantity = quantity - 1 where batch_id in (select id from batches where status = 'IN_PROGRESS')",
    also: [orderBytes],
  },
  "an order's sums are those of its fills, each execution once, and not more than was ordered": {
    sql: "update orders set maximum_quantity = 0.00000001 where status = 'FILLED' and side = 'SELL' and quantity is not null",
  },
  "one execution is booked once, whatever the order": {
    sql: `alter table fills drop constraint fills_execution_id_key;
      update fills set execution_id = (select f.execution_id from fills f order by f.id limit 1) where id = (select max(id) from fills)`,
    also: [toldOnce],
  },
  "the published price is the order's exact average, half-up": {
    sql: "update orders set average_price = average_price + 0.01 where id = (select min(id) from orders where status = 'FILLED')",
    also: [bytes, orderBytes],
  },
  "what was allocated is what was filled, to the last unit": {
    sql: `with one as (select min(batch_id) as id from allocations where status = 'COMPLETE' and side = 'SELL')
      update fills set quantity = quantity + 0.00000001 where id = (select min(f.id) from fills f join orders o on o.id = f.order_id join one on one.id = o.batch_id);
      update orders o set cumulative_quantity = s.quantity, cumulative_cost = s.cost, quantity = greatest(o.quantity, s.quantity) from (
        select order_id, sum(quantity) as quantity, sum(quantity * price) as cost from fills group by 1) s where s.order_id = o.id and s.quantity <> o.cumulative_quantity`,
    also: [
      "a fill has one entry, with exactly its legs",
      "an order is the net of the allocations that passed validation",
      orderBytes,
      toldOnce,
    ],
  },
  "the gross of a side is its quantity at the average price, to the cent": {
    sql: complete("gross = gross + 0.03, net_money = net_money + 0.03"),
    also: [legs, bytes, "nobody's gross is a whole cent off the share of the quantity"],
  },
  "nobody's quantity is a whole unit off the share asked for": {
    // Two of one side trade places, so that the sums still tie.
    sql: `update allocations a set quantity = x.quantity, gross = x.gross, fee = x.fee, net_money = x.net_money from (
        select id, lag(quantity) over w as quantity, lag(gross) over w as gross, lag(fee) over w as fee, lag(net_money) over w as net_money from (
          select * from allocations where status = 'COMPLETE' and side = 'BUY' and bps_commission is null
            and batch_id = (select min(batch_id) from allocations where status = 'COMPLETE') order by id limit 2) t window w as (order by id)
        union all select id, lead(quantity) over w, lead(gross) over w, lead(fee) over w, lead(net_money) over w from (
          select * from allocations where status = 'COMPLETE' and side = 'BUY' and bps_commission is null
            and batch_id = (select min(batch_id) from allocations where status = 'COMPLETE') order by id limit 2) t window w as (order by id)) x
      where x.id = a.id and x.quantity is not null`,
    also: [legs, bytes],
  },
  "nobody's gross is a whole cent off the share of the quantity": {
    sql: `update allocations a set gross = gross + x.change, net_money = net_money + x.change from (
        select id, case row_number() over (order by id) when 1 then 0.02 else -0.02 end as change from (
          select id from allocations where status = 'COMPLETE' and side = 'BUY' and bps_commission is null
            and batch_id = (select min(batch_id) from allocations where status = 'COMPLETE') order by id limit 2) t) x where x.id = a.id`,
    also: [legs, bytes],
  },
  "nobody sells more coins than were held back for it": {
    sql: "update batches b set reference_price = reference_price * 10 where type = 'NOTIONAL' and exists (select 1 from allocations a where a.batch_id = b.id and a.side = 'SELL' and a.status = 'COMPLETE')",
  },
  "coins promised to batches in progress are there": {
    sql: `with who as (select i.firm_id, i.ledger_account_id as id, -1 as sign from allocations a join investor_accounts i on i.id = a.investor_account_id join batches b on b.id = a.batch_id where b.status = 'IN_PROGRESS'
        union all select l.firm_id, l.id, 1 from ledger_accounts l where l.kind = 'CUSTODY' and l.firm_id = (select min(id) from firms)),
      e as (insert into journal_entries (firm_id, kind) select firm_id, 'DEPOSIT' from who limit 1 returning id),
      p as (insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount) select e.id, row_number() over (), who.firm_id, who.id, 'BTC', who.sign * 0.00000001 from e, who)
      update balances b set amount = b.amount + who.sign * 0.00000001 from who where b.ledger_account_id = who.id and b.asset = 'BTC'`,
  },
  "a fee is what its terms say": {
    sql: complete("bps_commission = bps_commission + 100", "a.bps_commission is not null"),
    also: [sealed],
  },
  "a closed batch holds as many accepted allocations as were declared": {
    sql: "update allocation_statements set line_count = line_count + 1",
  },
  [sealed]: { sql: "update allocation_statements set sha256 = sha256('other')" },
  [stand]: { sql: "update batches set completed_count = completed_count - 1 where completed_count > 0" },
  "no batch is parked or stands still": {
    sql: "update batches set attention = 'planted' where id = (select min(id) from batches)",
  },
  "a batch moves only along its transitions, each with its event, up to its status": {
    sql: `update outbox_events set status = 'CLOSED', body = replace(body, '"status":"OPEN"', '"status":"CLOSED"')
      where kind = 'batch' and batch_id in (select id from batches where status = 'OPEN')`,
  },
  "an allocation has an outcome exactly when it has one event of it": {
    sql: "update allocations set status = 'PENDING' where status = 'CANCELLED'",
    also: [stand],
  },
  "the events of a batch are numbered from one without a gap": {
    sql: "update batches set event_seq = event_seq + 1 where status = 'OPEN'",
  },
  "positions run without a gap and cover what is placed": {
    sql: "update firms set event_position = event_position + 1 where id = (select min(id) from firms)",
  },
  [bytes]: {
    sql: `update outbox_events set body = replace(body, '"quantity":"', '"quantity":"1') where kind = 'allocation' and status = 'COMPLETE'`,
  },
  [orderBegins]: { sql: retell("NEW", "PARTIALLY_FILLED") },
  "an order has one final event when it is final, after all others of it, and none before": {
    sql: retell("FILLED", "PARTIALLY_FILLED"),
  },
  [orderBytes]: {
    sql: `update outbox_events set body = replace(body, '"cumulativeQuantity":"', '"cumulativeQuantity":"1') where kind = 'order' and status = 'FILLED'`,
  },
  [toldOnce]: {
    sql: `update outbox_events set body = replace(body, '"executions":[{"id":"', '"executions":[{"id":"not-') where kind = 'order' and body like '%"executions":[{%'`,
  },
  "what hangs together belongs to one firm and one batch": {
    sql: "update outbox_events set firm_id = (select max(id) from firms) where id = (select min(id) from outbox_events)",
  },
  "row-level security is on and forced wherever a firm's rows are": {
    sql: "alter table batches no force row level security",
  },
  "the application's role owns nothing and bypasses nothing": {
    sql: "alter table batches owner to prorata_app",
  },
  "the audit chain verifies from the first entry to the last": {
    sql: "update audit_entries set actor = 'somebody else' where seq = 1",
  },
  ...deliveryPoisons,
};
