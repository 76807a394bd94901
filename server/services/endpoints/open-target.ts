import type { Context } from "@/server/context";
import type { EndpointRow } from "@/server/db/endpoints";
import { assert } from "@/server/domain/errors";
import type { SinkTarget } from "@/server/integrations/ports";

type Sealed = Pick<
  EndpointRow,
  "kind" | "url" | "secret" | "previousSecret" | "previousSecretUntil" | "region" | "credentials"
>;

/** The endpoint with its secrets in clear, for a sink and for nothing else. The older secret signs as well until its time is over. */
export function openTarget(vault: Context["vault"], endpoint: Sealed, now: Date): SinkTarget {
  if (endpoint.kind === "SQS") {
    assert(endpoint.credentials !== null, "a queue has credentials");
    return {
      kind: "SQS",
      queueUrl: endpoint.url,
      region: endpoint.region ?? "",
      credentials: JSON.parse(vault.open(endpoint.credentials)),
    };
  }
  assert(endpoint.secret !== null, "a webhook has a secret");
  const overlaps = endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now;
  const sealed =
    overlaps && endpoint.previousSecret !== null
      ? [endpoint.secret, endpoint.previousSecret]
      : [endpoint.secret];
  return { kind: "WEBHOOK", url: endpoint.url, secrets: sealed.map((secret) => vault.open(secret)) };
}
