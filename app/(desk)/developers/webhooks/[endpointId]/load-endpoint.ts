import { TRPCError } from "@trpc/server";
import { notFound } from "next/navigation";
import { getQueryClient, trpc } from "@/app/_trpc/server";

const missing = (error: unknown): boolean =>
  error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST");

/** The endpoint of the address, handed to the browser with the page; the page of what is missing when there is none. */
export async function loadEndpoint(endpointId: string) {
  try {
    return await getQueryClient().fetchQuery(trpc.endpoints.get.queryOptions({ endpointId }));
  } catch (error) {
    if (missing(error)) notFound();
    throw error;
  }
}

/** True when the endpoint is at the sandbox's own receiver, also while that is silent. */
export async function isAtTestSink(endpointId: string): Promise<boolean> {
  try {
    await getQueryClient().fetchQuery(trpc.testSink.get.queryOptions({ endpointId }));
    return true;
  } catch (error) {
    return !missing(error);
  }
}

/** One delivery of the endpoint, or the page of what is missing. */
export async function loadDelivery(endpointId: string, messageId: string) {
  try {
    return await getQueryClient().fetchQuery(trpc.deliveries.get.queryOptions({ endpointId, messageId }));
  } catch (error) {
    if (missing(error)) notFound();
    throw error;
  }
}
