import type { Metadata } from "next";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { OpenBatchForm } from "@/components/batches/open-batch-form";
import { path } from "@/components/path";
import { PageHead } from "@/components/ui/page-head";

export const metadata: Metadata = { title: "New batch" };

/** Opens a batch; its rows come on the next page. */
export default async function NewBatchPage() {
  await getQueryClient().prefetchQuery(trpc.instruments.list.queryOptions());
  return (
    <HydrateClient>
      <PageHead title="New batch" back={{ href: path.batches(), label: "Batches" }}>
        One symbol, one market order, one average price for everyone in it.
      </PageHead>
      <OpenBatchForm />
    </HydrateClient>
  );
}
