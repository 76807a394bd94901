import { createHash, randomBytes } from "node:crypto";
import { verify } from "@node-rs/argon2";
import type { Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { lookUp, withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";

/** A valid hash of nothing anyone knows: an unknown logonId costs as long as a wrong password. */
const nobody =
  "$argon2id$v=19$m=19456,t=2,p=1$cHJvcmF0YS1ub2JvZHkhIQ$0000000000000000000000000000000000000000000";

const lifetimeHours = 24;

type Login = { id: string; firmId: string; passwordHash: string; disabled: boolean };

/**
 * Gives an API login a token of 256 random bits that lives for 24 hours; only its SHA-256 is stored. Expired tokens of the login
 * are deleted on the way. Throws UNAUTHENTICATED, with the same text after the same time whether the logonId is unknown, the
 * password wrong or the login disabled. `onFirm` hears whose login it is, also when it fails.
 */
export async function logIn(
  ctx: Context,
  input: { logonId: string; password: string },
  onFirm: (firmId: string) => void = () => undefined,
): Promise<{ token: string }> {
  const login = await lookUp<Login>(
    ctx.pool,
    { name: input.logonId },
    `select id, firm_id as "firmId", password_hash as "passwordHash", disabled_at is not null as disabled
     from api_logins where logon_id = $1`,
    [input.logonId],
  );
  if (login !== null) onFirm(login.firmId);
  const fits = await verify(login?.passwordHash ?? nobody, input.password).catch(() => false);
  if (login === null || !fits || login.disabled) {
    throw new AppError("UNAUTHENTICATED", "logonId or password is wrong");
  }
  const token = randomBytes(32).toString("base64url");
  await withFirmTx(ctx.pool, login.firmId, async (tx) => {
    await tx.execute("delete from api_tokens where api_login_id = $1 and expires_at < now()", [login.id]);
    await tx.execute(
      `insert into api_tokens (firm_id, api_login_id, token_hash, expires_at)
       values ($1, $2, $3, now() + make_interval(hours => $4))`,
      [tx.firmId, login.id, createHash("sha256").update(token).digest(), lifetimeHours],
    );
    await appendAudit(tx, { actor: input.logonId, action: "api-login.sign-in", object: input.logonId });
  });
  return { token };
}
