"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { indentJson } from "@/components/allocations/indent-json";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { EmptyState } from "@/components/ui/empty-state";
import { LiveIndicator } from "@/components/ui/live-indicator";
import { TableSkeleton } from "@/components/ui/skeleton";
import { HeaderList } from "../header-list";
import type { SinkState } from "../outputs";
import { TextBox } from "../text-box";
import { SinkControls } from "./sink-controls";

const everyMs = 2_000;

/** What came to an endpoint at the sandbox's own receiver, and how it answers. */
export function SinkView({ endpointId }: { endpointId: string }) {
  const trpc = useTRPC();
  const [paused, setPaused] = useState(false);
  const sink = useQuery(
    trpc.testSink.get.queryOptions(
      { endpointId },
      { refetchInterval: paused ? false : everyMs, retry: false },
    ),
  );
  if (sink.isError && sink.data === undefined) {
    return (
      <FailureNotice
        error={sink.error}
        title="The test sink could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void sink.refetch()}
        busy={sink.isFetching}
      />
    );
  }
  if (sink.data === undefined) return <TableSkeleton rows={6} columns={3} label="Reading the test sink" />;
  return (
    <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <section aria-label="What arrived" className="order-2 flex min-w-0 flex-col gap-3 lg:order-1">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 className="text-lead font-semibold">What arrived</h2>
          <LiveIndicator
            state={paused ? "paused" : sink.isError ? "reconnecting" : "live"}
            onPauseChange={setPaused}
          />
        </div>
        <Requests requests={sink.data.requests} />
      </section>
      <div className="order-1 lg:order-2">
        <SinkControls endpointId={endpointId} behaviour={sink.data.behaviour} />
      </div>
    </div>
  );
}

function Requests({ requests }: Pick<SinkState, "requests">) {
  if (requests.length === 0) {
    return <EmptyState title="Nothing has arrived yet">Send a test event, or change a batch.</EmptyState>;
  }
  return (
    <>
      <ul aria-label="Requests, newest first" className="flex flex-col border-t">
        {requests.map((request) => (
          <li key={`${request.receivedAt} ${idOf(request)}`} className="border-b">
            <Request request={request} />
          </li>
        ))}
      </ul>
      <p className="text-label text-faint">Newest first, at most 100.</p>
    </>
  );
}

type SinkRequest = SinkState["requests"][number];

const headerOf = ({ headers }: SinkRequest, name: string): string => {
  const value = headers[name];
  return (typeof value === "string" ? value : value?.[0]) ?? "";
};
const idOf = (request: SinkRequest): string => headerOf(request, "webhook-id");

function Request({ request }: { request: SinkRequest }) {
  const good = typeof request.answered === "number" && request.answered < 300;
  return (
    <details className="group text-data">
      <summary className="flex min-h-row flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2 hover:bg-sunken">
        <span className="flex min-w-0 items-center gap-3">
          <span className={good ? "font-medium text-positive" : "font-medium text-negative"}>
            {typeof request.answered === "number" ? `Answered ${request.answered}` : request.answered}
          </span>
          <span>{summaryOf(request.body)}</span>
        </span>
        <TimeText value={request.receivedAt} kind="clock" className="text-soft" />
      </summary>
      <div className="flex flex-col gap-3 pb-4">
        <HeaderList label="Headers" headers={request.headers} />
        <TextBox label="Body" text={indentJson(request.body)} />
      </div>
    </details>
  );
}

/** Type and status of an event, for the line that stands for it. */
function summaryOf(body: string): string {
  const type = /"event_type":"([^"]*)"/.exec(body)?.[1] ?? "";
  const statuses = [...body.matchAll(/"status":"([A-Z_]+)"/g)];
  return `${type} ${statuses.at(-1)?.[1] ?? ""}`.trim();
}
