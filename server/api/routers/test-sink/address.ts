import { procedure } from "../../trpc";

/** A new address at the sandbox's own receiver; null where there is none. */
export const address = procedure("manageEndpoints").query(({ ctx }) => ctx.sink?.newAddress() ?? null);
