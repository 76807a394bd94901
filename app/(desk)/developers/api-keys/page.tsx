import type { Metadata } from "next";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { CreateKeyButton } from "@/components/developers/api-keys/create-key-button";
import { KeyList } from "@/components/developers/api-keys/key-list";
import { DevelopersHead } from "@/components/developers/developers-head";
import { MainAction } from "@/components/ui/page-head";

export const metadata: Metadata = { title: "API keys" };

/** The keys of the firm's own systems. */
export default async function ApiKeysPage() {
  await getQueryClient().prefetchQuery(trpc.apiKeys.list.queryOptions());
  return (
    <HydrateClient>
      <DevelopersHead
        title="API keys"
        action={
          <MainAction>
            <CreateKeyButton />
          </MainAction>
        }
      />
      <KeyList />
    </HydrateClient>
  );
}
