"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { path } from "@/components/path";
import { AddEndpointForm } from "./add-endpoint-form";
import type { EventSamples } from "./event-choice";
import { SecretStep } from "./secret-step";

type Created = { endpointId: string; signingSecret: string };

/** Two steps on one page: what the endpoint is, then its secret, which is shown this one time. */
export function AddEndpoint({ samples }: { samples: EventSamples }) {
  const router = useRouter();
  const [created, setCreated] = useState<Created | null>(null);
  if (created !== null) {
    return (
      <SecretStep
        signingSecret={created.signingSecret}
        done="Go to the endpoint"
        onDone={() => router.push(path.endpoint(created.endpointId))}
      />
    );
  }
  return (
    <AddEndpointForm
      samples={samples}
      onCreated={({ endpointId, signingSecret }) => {
        // A queue has no signing secret, so there is nothing to store.
        if (signingSecret === null) router.push(path.endpoint(endpointId));
        else setCreated({ endpointId, signingSecret });
      }}
    />
  );
}
