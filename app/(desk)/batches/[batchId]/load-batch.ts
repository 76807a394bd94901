import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { getQueryClient, trpc } from "@/app/_trpc/server";

/** The batch of the address, fetched once a request and handed to the browser with it; the page of what is missing when there is none. */
export async function loadBatch(batchTransactionId: string) {
  try {
    return await getQueryClient().fetchQuery(trpc.batches.get.queryOptions({ batchTransactionId }));
  } catch (error) {
    if (error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST"))
      notFound();
    throw error;
  }
}
