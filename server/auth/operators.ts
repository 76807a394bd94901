import { verify } from "@node-rs/argon2";
import type pg from "pg";
import { lookUp, withFirmTx } from "@/server/db/transaction";
import type { Role } from "@/server/domain/roles";

export type SignedIn = { operatorId: string; firmId: string; sessionVersion: number };

export type Operator = {
  id: string;
  firmId: string;
  firmName: string;
  email: string;
  displayName: string;
  role: Role;
};

/** A valid hash of nothing anyone knows: an unknown e-mail costs as long as a wrong password. */
const nobody =
  "$argon2id$v=19$m=19456,t=2,p=1$cHJvcmF0YS1ub2JvZHkhIQ$0000000000000000000000000000000000000000000";

/** Checks e-mail and password; null when they do not fit or the operator is disabled, after the same time in each case. */
export async function signIn(pool: pg.Pool, email: string, password: string): Promise<SignedIn | null> {
  const name = email.trim().toLowerCase();
  const row = await lookUp<{
    id: string;
    firmId: string;
    passwordHash: string;
    sessionVersion: number;
    disabled: boolean;
  }>(
    pool,
    { name },
    `select id, firm_id as "firmId", password_hash as "passwordHash", session_version as "sessionVersion",
       disabled_at is not null as disabled from operators where email = $1`,
    [name],
  );
  const fits = await verify(row?.passwordHash ?? nobody, password).catch(() => false);
  if (row === null || !fits || row.disabled) return null;
  return { operatorId: row.id, firmId: row.firmId, sessionVersion: row.sessionVersion };
}

/** The operator behind a session, read on every request: null once disabled, signed out everywhere, or gone. */
export async function findOperator(pool: pg.Pool, session: SignedIn): Promise<Operator | null> {
  return withFirmTx(pool, session.firmId, async (tx) => {
    const rows = await tx.query<Operator>(
      `select o.id, o.firm_id as "firmId", f.name as "firmName", o.email, o.display_name as "displayName", o.role
       from operators o join firms f on f.id = o.firm_id where o.id = $1 and o.session_version = $2 and o.disabled_at is null`,
      [session.operatorId, session.sessionVersion],
    );
    return rows[0] ?? null;
  });
}
