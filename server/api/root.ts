import { accountsRouter } from "./routers/accounts/router";
import { allocationsRouter } from "./routers/allocations/router";
import { batchesRouter } from "./routers/batches/router";
import { instrumentsRouter } from "./routers/instruments/router";
import { sessionRouter } from "./routers/session/router";
import { createCallerFactory, router } from "./trpc";

export const appRouter = router({
  session: sessionRouter,
  batches: batchesRouter,
  allocations: allocationsRouter,
  accounts: accountsRouter,
  instruments: instrumentsRouter,
});
export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
