import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { deliveryFilters, deliveryListInput } from "@/components/developers/deliveries/delivery-filters";
import { DeliveryList } from "@/components/developers/deliveries/delivery-list";
import { endpointTitle } from "../endpoint-title";
import { loadEndpoint } from "../load-endpoint";

type Props = { params: Promise<{ endpointId: string }>; searchParams: Promise<SearchParams> };

const loadFilters = createLoader(deliveryFilters);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await endpointTitle((await params).endpointId, "Deliveries") };
}

/** What was sent to the endpoint; a pasted address opens the same filters and page. */
export default async function DeliveriesPage({ params, searchParams }: Props) {
  const [{ id }, filters] = await Promise.all([
    params.then(({ endpointId }) => loadEndpoint(endpointId)),
    loadFilters(searchParams),
  ]);
  await getQueryClient().prefetchQuery(trpc.deliveries.list.queryOptions(deliveryListInput(id, filters)));
  return (
    <HydrateClient>
      <DeliveryList endpointId={id} />
    </HydrateClient>
  );
}
