import type { Credential, Credentials } from "@/server/auth/credentials";
import type { Actor } from "@/server/context";
import { AppError } from "@/server/domain/errors";
import { may, type Permission, rolesWith, scopeFor, scopesCover } from "@/server/domain/roles";
import { addressOf } from "./address";
import { throttle } from "./throttle";

export type Gate = {
  /** Who sends the request. Throws UNAUTHENTICATED, or TOO_MANY_REQUESTS for an address that failed too often. */
  authenticate(request: Request): Promise<Credential>;
};

/**
 * Counts failures of authentication: 50 a second for an address, 200 at once. An address can be made up, since it comes from a header,
 * so all of them together have a limit too. A credential that was good in this process is let past, however many others fail.
 */
export function gate(credentials: Credentials, now?: () => number): Gate {
  const message = "too many requests with a wrong token or key";
  const byAddress = throttle({ burst: 200, refillMs: 20, message }, now);
  const together = throttle({ burst: 2_000, refillMs: 2, message }, now);
  return {
    async authenticate(request) {
      const address = [addressOf(request)];
      let taken = false;
      const take = (): void => {
        byAddress.take(address);
        together.take(["all"]);
        taken = true;
      };
      const giveBack = (): void => {
        if (!taken) return;
        byAddress.giveBack(address);
        together.giveBack(["all"]);
      };
      const found = await credentials
        .find(request.headers.get("authorization"), take)
        .catch((error: unknown) => {
          giveBack();
          throw error;
        });
      if (found === null) {
        if (!taken) take();
        throw new AppError("UNAUTHENTICATED", "a valid token or key is needed in Authorization");
      }
      giveBack();
      return found;
    },
  };
}

/** Throws FORBIDDEN, which names what is needed, unless the actor's role and the scopes of its key hold the permission. */
export function authorize({ role, scopes }: Actor, permission: Permission): void {
  if (!may(role, permission)) {
    const needed = rolesWith(permission).join(", ");
    throw new AppError("FORBIDDEN", `${role} may not do this; it needs ${needed}`);
  }
  if (scopes === undefined || scopesCover(scopes, permission)) return;
  const scope = scopeFor(permission);
  if (scope === null) throw new AppError("FORBIDDEN", "no key may do this");
  const message = `this key may not do this; it needs the scope ${scope}`;
  throw new AppError("FORBIDDEN", message, { scope, scopes });
}
