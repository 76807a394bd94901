"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";

const refreshMs = 60_000;

/** Says on every page which endpoints the desk has disabled by itself, until they are enabled or deleted. */
export function StoppedNotice() {
  const trpc = useTRPC();
  const { data = [] } = useQuery(
    trpc.endpoints.stopped.queryOptions(undefined, { refetchInterval: refreshMs }),
  );
  const pathname = usePathname();
  // The endpoint's own pages have it in their banner.
  const elsewhere = data.filter(({ id }) => !pathname.startsWith(path.endpoint(id)));
  if (elsewhere.length === 0) return null;
  const title =
    elsewhere.length === 1 ? "An endpoint was disabled" : `${elsewhere.length} endpoints were disabled`;
  return (
    <Notice tone="warning" title={`${title}. Your systems get no events there.`}>
      <ul className="flex flex-col">
        {elsewhere.map((endpoint) => (
          <li key={endpoint.id}>
            <Link
              href={path.endpoint(endpoint.id)}
              className="underline decoration-edge underline-offset-3 hover:text-ink"
            >
              {endpoint.description || endpoint.url}
            </Link>
            : {endpoint.statusReason}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
