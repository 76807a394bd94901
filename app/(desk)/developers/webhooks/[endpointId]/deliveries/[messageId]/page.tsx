import type { Metadata } from "next";
import { HydrateClient } from "@/app/_trpc/server";
import { DeliveryDetail } from "@/components/developers/deliveries/delivery-detail";
import { subjectWords } from "@/components/developers/deliveries/delivery-words";
import { shortId } from "@/components/format/short-id";
import { loadDelivery, loadEndpoint } from "../../load-endpoint";

type Props = { params: Promise<{ endpointId: string; messageId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { endpointId, messageId } = await params;
  const { subject } = await loadDelivery(endpointId, messageId);
  return { title: `${subjectWords(subject)}. Delivery ${shortId(messageId)}` };
}

/** Everything that was sent for one event, and everything that was answered. */
export default async function DeliveryPage({ params }: Props) {
  const { endpointId, messageId } = await params;
  await Promise.all([loadEndpoint(endpointId), loadDelivery(endpointId, messageId)]);
  return (
    <HydrateClient>
      <DeliveryDetail endpointId={endpointId} messageId={messageId} />
    </HydrateClient>
  );
}
