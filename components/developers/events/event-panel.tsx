"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { indentJson } from "@/components/allocations/indent-json";
import { countOf, groupDecimal } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { StatusBadge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { Dialog } from "@/components/ui/dialog";
import { Fact, FactList } from "@/components/ui/facts";
import { TableSkeleton } from "@/components/ui/skeleton";
import { CopyButton } from "../copy-button";
import { curlOf } from "../curl";
import { deliveryLooks, subjectWords } from "../deliveries/delivery-words";
import { shortUrl } from "../endpoints/endpoint-words";
import { isId } from "../ids";
import type { EventDelivery, EventItem } from "../outputs";
import { TextBox } from "../text-box";

type Props = { messageId: string | null; items: readonly EventItem[]; onClose: () => void };

/** One event beside the list: its bytes, and where it stands at each endpoint. */
export function EventPanel({ messageId, items, onClose }: Props) {
  const trpc = useTRPC();
  const id = messageId !== null && isId(messageId) ? messageId : null;
  const listed = items.find((item) => item.messageId === id);
  const found = useQuery(
    trpc.events.list.queryOptions(
      { messageId: id ?? "", limit: 1 },
      {
        enabled: id !== null,
        staleTime: Number.POSITIVE_INFINITY,
        ...(listed === undefined ? {} : { placeholderData: { items: [listed], nextBefore: null } }),
      },
    ),
  );
  const event = found.data?.items[0];
  return (
    <Dialog
      open={id !== null}
      onClose={onClose}
      title={event === undefined ? "Event" : subjectWords(`${event.kind} ${event.status}`)}
      width="side"
    >
      {found.isError && (
        <FailureNotice
          error={found.error}
          title="The event could not be read"
          nothingSaved="Reading saves nothing, so nothing was changed."
          onRetry={() => void found.refetch()}
          busy={found.isFetching}
        />
      )}
      {found.isPending && id !== null && <TableSkeleton rows={8} columns={2} label="Reading the event" />}
      {found.isSuccess && event === undefined && (
        <p className="text-soft">Your firm has no event with this message id.</p>
      )}
      {event !== undefined && <EventFacts event={event} />}
    </Dialog>
  );
}

/** The event as the pull channel answers it: exactly this one, by the position before it. */
const pullCommand = (event: EventItem): string => {
  const after = BigInt(event.position) - 1n;
  return curlOf({
    url: `${location.origin}/api/v2/events?after=${after}&limit=1`,
    headers: { Authorization: "YOUR_API_KEY" },
  });
};

function EventFacts({ event }: { event: EventItem }) {
  return (
    <div className="flex flex-col gap-6 pb-6">
      <FactList className="border-t">
        <Fact label="Type">
          <code className="text-label">{event.eventType}</code>
        </Fact>
        <Fact label="Position">{groupDecimal(event.position)}</Fact>
        <Fact label="At">
          <TimeText value={event.createdAt} />
        </Fact>
        <Fact label="Message id">
          <CopyId id={event.messageId} of="message id" whole />
        </Fact>
        <Fact label="Batch">
          <Link
            href={path.batch(event.batchTransactionId)}
            className="font-mono text-label underline decoration-edge underline-offset-3"
          >
            {event.batchTransactionId}
          </Link>
        </Fact>
      </FactList>
      <Part
        title="Body"
        action={
          <>
            <CopyButton text={event.body}>Copy JSON</CopyButton>
            <CopyButton text={() => pullCommand(event)}>Copy as cURL</CopyButton>
          </>
        }
      >
        <TextBox label="Event body" text={indentJson(event.body)} className="max-h-none" />
      </Part>
      <Part title="Deliveries">
        <Deliveries messageId={event.messageId} />
      </Part>
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        {action !== undefined && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
      {children}
    </section>
  );
}

function Deliveries({ messageId }: { messageId: string }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.events.deliveries.queryOptions({ messageId }, { refetchInterval: 2_000 }));
  if (list.data === undefined) {
    return list.isError ? (
      <p className="text-data text-negative">The deliveries could not be read.</p>
    ) : (
      <TableSkeleton rows={2} columns={2} label="Reading the deliveries" />
    );
  }
  if (list.data.length === 0) return <p className="text-data text-soft">Your firm has no endpoint.</p>;
  return (
    <ul className="flex flex-col border-t">
      {list.data.map((delivery) => (
        <li key={delivery.endpointId} className="flex flex-col gap-0.5 border-b py-2.5 text-data">
          <div className="flex items-center justify-between gap-4">
            <Link
              href={
                delivery.attempts === 0
                  ? path.endpoint(delivery.endpointId)
                  : path.delivery(delivery.endpointId, messageId)
              }
              className="min-w-0 truncate font-medium underline decoration-edge underline-offset-3"
              title={delivery.url}
            >
              {delivery.description === "" ? shortUrl(delivery.url) : delivery.description}
            </Link>
            <Standing delivery={delivery} />
          </div>
          {delivery.lastAttemptAt !== null && (
            <span className="text-label text-faint">
              {countOf(delivery.attempts, "attempt")}, the last <TimeText value={delivery.lastAttemptAt} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Standing({ delivery: { status } }: { delivery: EventDelivery }) {
  if (status === null) return <span className="whitespace-nowrap text-faint">Not sent here</span>;
  return <StatusBadge look={deliveryLooks[status]} />;
}
