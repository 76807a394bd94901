"use client";

import { countOf, groupCount } from "@/components/format/decimal";
import { Missing } from "@/components/format/decimal-text";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { StatusBadge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { Figure, FigureStrip } from "@/components/ui/facts";
import { PageHead } from "@/components/ui/page-head";
import { TabLinks } from "@/components/ui/tab-links";
import { EndpointBanner } from "./endpoint-banner";
import { endpointLook, kindWords, shortUrl, subscribedWords } from "./endpoint-words";
import { SendTestButton } from "./send-test-button";
import { useEndpoint } from "./use-endpoint";

type Props = { endpointId: string; atTestSink: boolean };

/** The head of every page of an endpoint: what it is, how it does, and a test event at hand. */
export function EndpointHead({ endpointId, atTestSink }: Props) {
  const endpoint = useEndpoint(endpointId);
  return (
    <>
      <PageHead
        title={endpoint.description === "" ? shortUrl(endpoint.url) : endpoint.description}
        back={{ href: path.endpoints(), label: "Webhooks" }}
        aside={<StatusBadge look={endpointLook(endpoint)} framed />}
        action={<SendTestButton endpointId={endpointId} />}
      >
        <div className="flex flex-col gap-0.5 text-data">
          <CopyId id={endpoint.url} of="URL" whole />
          <span>
            {kindWords[endpoint.kind]}
            {endpoint.region !== null && ` in ${endpoint.region}`},{" "}
            {endpoint.subscribedEvents === null ? "all events" : subscribedWords(endpoint.subscribedEvents)}.
            Added by {endpoint.createdBy}, <TimeText value={endpoint.createdAt} />
          </span>
        </div>
      </PageHead>
      <EndpointBanner endpoint={endpoint} />
      <FigureStrip label="The last 24 hours">
        <Figure label="Delivered" note="in 24 hours">
          {groupCount(endpoint.delivered)}
        </Figure>
        <Figure label="Failed attempts" note="in 24 hours">
          {groupCount(endpoint.failedAttempts)}
        </Figure>
        <Figure label="95 % answered within">
          {endpoint.p95Ms === null ? <Missing word="no attempt" /> : `${groupCount(endpoint.p95Ms)} ms`}
        </Figure>
        <Figure label="Waiting" note="not delivered yet">
          {groupCount(endpoint.waiting)}
        </Figure>
        <Figure
          label="Dead"
          note={endpoint.dead === 0 ? "none was given up" : <DeadNote dead={endpoint.dead} />}
        >
          {groupCount(endpoint.dead)}
        </Figure>
      </FigureStrip>
      <TabLinks
        label="Pages of the endpoint"
        tabs={[
          { href: path.endpoint(endpointId), label: "Deliveries" },
          { href: path.endpointPage(endpointId, "recover"), label: "Recover" },
          ...(atTestSink ? [{ href: path.endpointPage(endpointId, "sink"), label: "Test sink" }] : []),
          { href: path.endpointPage(endpointId, "settings"), label: "Settings" },
        ]}
      />
    </>
  );
}

function DeadNote({ dead }: { dead: number }) {
  return <span className="text-negative">{countOf(dead, "event")} to recover</span>;
}
