import type { ReactNode } from "react";
import { indentJson } from "@/components/allocations/indent-json";
import { groupCount } from "@/components/format/decimal";
import { StatusBadge } from "@/components/ui/badge";
import { CopyButton } from "../copy-button";
import { curlOf } from "../curl";
import { HeaderList } from "../header-list";
import type { Attempt } from "../outputs";
import { TextBox } from "../text-box";
import { attemptLooks } from "./delivery-words";

type Outcome = Pick<Attempt, "result" | "error" | "durationMs" | "request" | "response">;

/** One try: what was sent, what came back, and how long it took. */
export function Exchange({ body, attempt }: { body: string; attempt: Outcome }) {
  const { request, response } = attempt;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <StatusBadge look={attemptLooks[attempt.result]} />
          {response !== null && <span className="font-medium">HTTP {response.status}</span>}
          <span className="text-soft">{groupCount(attempt.durationMs)} ms</span>
        </div>
        {attempt.error !== null && <p className="text-data text-negative">{attempt.error}</p>}
      </div>
      <Part title="Response">
        {response === null ? (
          <p className="text-data text-soft">No response came.</p>
        ) : (
          <ResponseText response={response} />
        )}
      </Part>
      <Part
        title="Request"
        action={
          <CopyButton
            text={() => curlOf({ method: "POST", url: request.url, headers: request.headers, body })}
          >
            Copy as cURL
          </CopyButton>
        }
      >
        <p className="text-data">
          <span className="font-medium">POST</span>{" "}
          <code className="text-label wrap-anywhere">{request.url}</code>
        </p>
        <HeaderList label="Request headers" headers={request.headers} />
        <TextBox label="Request body" text={indentJson(body)} />
      </Part>
    </div>
  );
}

function ResponseText({ response }: { response: NonNullable<Outcome["response"]> }) {
  return (
    <>
      <HeaderList label="Response headers" headers={response.headers} />
      {response.body === "" ? (
        <p className="text-data text-soft">The body is empty.</p>
      ) : (
        <TextBox label="Response body" text={indentJson(response.body)} />
      )}
      {response.truncated && <p className="text-label text-faint">Only the first 16 KB are kept.</p>}
    </>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}
