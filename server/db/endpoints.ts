import { readSubscriptions, type Subscription } from "@/server/domain/delivery/subscription";
import { AppError } from "@/server/domain/errors";
import type { Tx } from "./transaction";

export type EndpointKind = "WEBHOOK" | "SQS";
export type EndpointStatus = "active" | "disabled" | "auto_disabled";

/** Where a firm wants its events. Secrets and credentials are sealed. */
export type EndpointRow = {
  id: string;
  publicId: string;
  kind: EndpointKind;
  url: string;
  description: string;
  subscribedEvents: Subscription[] | null;
  status: EndpointStatus;
  statusReason: string | null;
  secret: Buffer | null;
  previousSecret: Buffer | null;
  previousSecretUntil: Date | null;
  region: string | null;
  credentials: Buffer | null;
  failingSince: Date | null;
  version: number;
  createdBy: string;
  createdAt: Date;
};

const columns = `e.id, e.public_id as "publicId", e.kind, e.url, e.description, e.subscribed_events as "subscribedEvents", e.status,
  e.status_reason as "statusReason", e.secret, e.previous_secret as "previousSecret", e.previous_secret_until as "previousSecretUntil",
  e.region, e.credentials, e.failing_since as "failingSince", e.version, e.created_by as "createdBy", e.created_at as "createdAt"`;

const read = (row: EndpointRow): EndpointRow => ({
  ...row,
  subscribedEvents: readSubscriptions(row.subscribedEvents),
});

/** The firm's endpoints, oldest first. */
export async function listEndpoints(tx: Tx): Promise<EndpointRow[]> {
  const rows = await tx.query<EndpointRow>(
    `select ${columns} from endpoints e where firm_id = $1 and deleted_at is null order by id`,
    [tx.firmId],
  );
  return rows.map(read);
}

/** The endpoint by its public id; with lock, held FOR NO KEY UPDATE. Throws NOT_FOUND. */
export async function getEndpoint(tx: Tx, publicId: string, lock: "none" | "update"): Promise<EndpointRow> {
  const rows = await tx.query<EndpointRow>(
    `select ${columns} from endpoints e where firm_id = $1 and public_id = $2 and deleted_at is null
     ${lock === "update" ? "for no key update" : ""}`,
    [tx.firmId, publicId],
  );
  const row = rows[0];
  if (row === undefined) throw new AppError("NOT_FOUND", `there is no endpoint ${publicId}`);
  return read(row);
}

export type NewEndpoint = Pick<
  EndpointRow,
  "kind" | "url" | "description" | "subscribedEvents" | "secret" | "region" | "credentials" | "createdBy"
>;

/**
 * Adds an endpoint that is sent what is placed from now on. Takes the firm's row, which a relay holds while it places events, so
 * that each event is placed either before or after. Answers the public id.
 */
export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint, at: Date): Promise<string> {
  await tx.query("select 1 from firms where id = $1 for no key update", [tx.firmId]);
  const rows = await tx.query<{ publicId: string }>(
    `insert into endpoints (firm_id, kind, url, description, subscribed_events, filtered, secret, region, credentials, created_by, created_at, start_position)
     select $1, $2, $3, $4, $5::text[], $5::text[] is not null, $6, $7, $8, $9, $10, event_position from firms where id = $1
     returning public_id as "publicId"`,
    [
      tx.firmId,
      endpoint.kind,
      endpoint.url,
      endpoint.description,
      endpoint.subscribedEvents,
      endpoint.secret,
      endpoint.region,
      endpoint.credentials,
      endpoint.createdBy,
      at,
    ],
  );
  return rows[0]?.publicId ?? "";
}

/** How many endpoints the firm has that were not deleted. */
export async function countEndpoints(tx: Tx): Promise<number> {
  const rows = await tx.query<{ n: number }>(
    "select count(*)::int as n from endpoints where firm_id = $1 and deleted_at is null",
    [tx.firmId],
  );
  return rows[0]?.n ?? 0;
}

export type EndpointChange = Partial<
  Pick<
    EndpointRow,
    | "url"
    | "description"
    | "subscribedEvents"
    | "status"
    | "statusReason"
    | "secret"
    | "previousSecret"
    | "previousSecretUntil"
    | "region"
    | "credentials"
    | "failingSince"
  >
>;

const columnOf: Record<keyof EndpointChange, string> = {
  url: "url",
  description: "description",
  subscribedEvents: "subscribed_events",
  status: "status",
  statusReason: "status_reason",
  secret: "secret",
  previousSecret: "previous_secret",
  previousSecretUntil: "previous_secret_until",
  region: "region",
  credentials: "credentials",
  failingSince: "failing_since",
};

/** Writes what is given and counts the version up, so that relays open their way to the endpoint anew. Assumes it is locked. */
export async function updateEndpoint(tx: Tx, endpointId: string, change: EndpointChange): Promise<void> {
  const given = (Object.keys(columnOf) as (keyof EndpointChange)[]).filter(
    (key) => change[key] !== undefined,
  );
  const sets = given.map((key, index) => `${columnOf[key]} = $${index + 2}`);
  await tx.execute(
    `update endpoints set version = version + 1${sets.map((set) => `, ${set}`).join("")}
       ${change.subscribedEvents ? ", filtered = true" : ""} where id = $1`,
    [endpointId, ...given.map((key) => change[key])],
  );
}

/** Ends the endpoint: it stays for the record, and nothing is sent to it any more. Assumes it is locked. */
export async function deleteEndpoint(tx: Tx, endpointId: string, at: Date): Promise<void> {
  await tx.execute("delete from delivery_streams where endpoint_id = $1", [endpointId]);
  await tx.execute("update endpoints set deleted_at = $2, version = version + 1 where id = $1", [
    endpointId,
    at,
  ]);
}
