import type { Metadata } from "next";
import { AddEndpoint } from "@/components/developers/endpoints/add-endpoint";
import { path } from "@/components/path";
import { PageHead } from "@/components/ui/page-head";
import { eventSamples } from "../../event-samples";

export const metadata: Metadata = { title: "Add endpoint" };

/** A new endpoint, and its secret once. */
export default function NewEndpointPage() {
  return (
    <>
      <PageHead title="Add endpoint" back={{ href: path.endpoints(), label: "Webhooks" }} />
      <AddEndpoint samples={eventSamples} />
    </>
  );
}
