import { shortUrl } from "@/components/developers/endpoints/endpoint-words";
import { loadEndpoint } from "./load-endpoint";

/** "Deliveries to hooks.your-firm.com/prorata": enough to find the tab among many. */
export async function endpointTitle(endpointId: string, page: string): Promise<string> {
  const { url, description } = await loadEndpoint(endpointId);
  return `${page}: ${description === "" ? shortUrl(url) : description}`;
}
