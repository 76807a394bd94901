"use client";

import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/frame/use-session";
import { useTRPCClient } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { showToast } from "@/components/ui/toast-store";

type UrlProps = {
  url: string;
  onUrl: (url: string) => void;
  queue: boolean;
  error: string | undefined;
  /** Why no new address can be taken at the test sink; undefined when it can. */
  forbidden: string | undefined;
};

/** Where events go. In the sandbox one press fills in a fresh address at the test sink. */
export function UrlField({ url, onUrl, queue, error, forbidden }: UrlProps) {
  const { mode } = useSession();
  return (
    <div className="flex flex-col items-start gap-2">
      <Field
        label={queue ? "Queue URL" : "URL"}
        error={error}
        hint={
          queue
            ? "As SQS names it. A name that ends in .fifo keeps the order of each batch."
            : "HTTPS, at a public address. We call it with POST and expect a 2xx within 15 seconds."
        }
        className="w-full"
      >
        <Input
          name="url"
          type="text"
          inputMode="url"
          value={url}
          onChange={(event) => onUrl(event.target.value)}
          spellCheck={false}
          autoComplete="off"
          required
          maxLength={2048}
          placeholder={
            queue
              ? "https://sqs.us-east-1.amazonaws.com/…/prorata.fifo"
              : "https://hooks.your-firm.com/prorata"
          }
        />
      </Field>
      {mode === "sandbox" && !queue && <TestSinkButton onUrl={onUrl} forbidden={forbidden} />}
    </div>
  );
}

function TestSinkButton({ onUrl, forbidden }: Pick<UrlProps, "onUrl" | "forbidden">) {
  const client = useTRPCClient();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      const address = await client.testSink.address.query();
      if (address === null) showToast("This desk has no test sink.", { tone: "warning" });
      else onUrl(address);
    } catch {
      showToast("The test sink did not answer. Nothing was changed.", { tone: "negative" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<FlaskConical />} busy={busy} disabledReason={forbidden} onClick={() => void take()}>
      Use our test sink
    </Button>
  );
}

export type QueueAccess = { region: string; accessKeyId: string; secretAccessKey: string };

type QueueProps = { access: QueueAccess; onAccess: (access: QueueAccess) => void };

/** How a queue is reached: with a key of the firm's own, which may do nothing but send to it. */
export function QueueFields({ access, onAccess }: QueueProps) {
  const set = (part: Partial<QueueAccess>) => onAccess({ ...access, ...part });
  const text = { spellCheck: false, autoComplete: "off" } as const;
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field label="Region" hint="For example us-east-1." className="sm:col-span-2 sm:max-w-xs">
        <Input
          {...text}
          name="region"
          value={access.region}
          required
          onChange={(event) => set({ region: event.target.value })}
        />
      </Field>
      <Field label="Access key id" hint="Of a role that may only send to this queue.">
        <Input
          {...text}
          name="accessKeyId"
          required
          value={access.accessKeyId}
          onChange={(event) => set({ accessKeyId: event.target.value })}
        />
      </Field>
      <Field label="Secret access key" hint="Sealed at once, and never shown again.">
        <Input
          {...text}
          name="secretAccessKey"
          required
          type="password"
          value={access.secretAccessKey}
          onChange={(event) => set({ secretAccessKey: event.target.value })}
        />
      </Field>
    </div>
  );
}
