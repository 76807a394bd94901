import * as accounts from "./accounts";
import * as allocations from "./allocations";
import * as batches from "./batches";
import { addBulk } from "./bulk";
import * as events from "./events";
import * as proof from "./proof";
import type { Route } from "./route";
import * as sandbox from "./sandbox";
import * as session from "./session";
import * as endpoints from "./webhook-endpoints";

/** Every route of the firm API; the app, the OpenAPI document and the tests walk this list. */
export const routes: readonly Route[] = [
  session.login,
  session.status,
  batches.open,
  allocations.allocate,
  batches.close,
  batches.get,
  allocations.get,
  batches.list,
  addBulk,
  allocations.list,
  batches.order,
  proof.get,
  batches.cancel,
  accounts.instruments,
  accounts.positions,
  events.list,
  endpoints.create,
  endpoints.list,
  endpoints.get,
  endpoints.change,
  endpoints.remove,
  endpoints.rotate,
  endpoints.test,
  endpoints.deliveries,
  endpoints.delivery,
  endpoints.resend,
  endpoints.replay,
  sandbox.venue,
  sandbox.clock,
];
