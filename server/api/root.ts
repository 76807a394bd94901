import { accountsRouter } from "./routers/accounts/router";
import { allocationsRouter } from "./routers/allocations/router";
import { apiKeysRouter } from "./routers/api-keys/router";
import { batchesRouter } from "./routers/batches/router";
import { deliveriesRouter } from "./routers/deliveries/router";
import { endpointsRouter } from "./routers/endpoints/router";
import { eventsRouter } from "./routers/events/router";
import { instrumentsRouter } from "./routers/instruments/router";
import { requestsRouter } from "./routers/requests/router";
import { sessionRouter } from "./routers/session/router";
import { testSinkRouter } from "./routers/test-sink/router";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  session: sessionRouter,
  batches: batchesRouter,
  allocations: allocationsRouter,
  accounts: accountsRouter,
  instruments: instrumentsRouter,
  endpoints: endpointsRouter,
  deliveries: deliveriesRouter,
  events: eventsRouter,
  apiKeys: apiKeysRouter,
  requests: requestsRouter,
  testSink: testSinkRouter,
});
export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
