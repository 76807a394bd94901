import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { DevelopersHead } from "@/components/developers/developers-head";
import { eventFilters, eventListInput } from "@/components/developers/events/event-filters";
import { EventLog } from "@/components/developers/events/event-log";

export const metadata: Metadata = { title: "Events" };

const loadFilters = createLoader(eventFilters);

/** Everything that happened, newest first; a pasted address opens the same filters, page and event. */
export default async function EventsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filters = await loadFilters(searchParams);
  await getQueryClient().prefetchQuery(trpc.events.list.queryOptions(eventListInput(filters)));
  return (
    <HydrateClient>
      <DevelopersHead title="Events" />
      <EventLog />
    </HydrateClient>
  );
}
