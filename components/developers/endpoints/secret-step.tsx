"use client";

import { CodeSamples } from "@/components/docs/code-samples";
import { verifySnippets } from "@/components/docs/verify-snippets";
import { SecretOnce } from "../secret-once";

type Props = { signingSecret: string; done: string; onDone: () => void };

/** The signing secret with what a receiver does with it. */
export function SecretStep({ signingSecret, done, onDone }: Props) {
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <SecretOnce name="Signing secret" secret={signingSecret} done={done} onDone={onDone} />
      <section aria-label="Verify what arrives" className="flex min-w-0 flex-col gap-3">
        <h2 className="font-semibold">Verify what arrives</h2>
        <p className="text-data text-soft">
          Every request is signed as Standard Webhooks says. Check the raw bytes before you read them, answer
          2xx at once, and work afterwards. An event may come twice: keep its message_id.
        </p>
        <CodeSamples label="Verifier" samples={verifySnippets} />
      </section>
    </div>
  );
}
