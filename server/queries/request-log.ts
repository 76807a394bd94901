import { type Reader, readAsFirm } from "@/server/db/client";
import type { Prisma } from "@/server/db/generated/client";

export const statusClasses = ["2xx", "4xx", "5xx"] as const;

export type RequestLogInput = {
  statusClass?: (typeof statusClasses)[number] | undefined;
  method?: string | undefined;
  /** Part of the path or query. */
  path?: string | undefined;
  /** A logonId or the prefix of a key. */
  credential?: string | undefined;
  requestId?: string | undefined;
  /** Id of the last row of the page before. */
  cursor?: string | undefined;
  limit: number;
};

export type LoggedRequest = {
  requestId: string;
  at: Date;
  method: string;
  path: string;
  status: number;
  durationMs: number;
  credential: string;
  address: string | null;
  error: string | null;
  message: string | null;
};

/** What the firm's systems asked in the last 14 days, newest first, a page at a time. A request stands here up to a second after its answer. */
export function listRequests(
  reader: Reader,
  firmId: string,
  input: RequestLogInput,
): Promise<{ items: LoggedRequest[]; nextCursor: string | null }> {
  return readAsFirm(reader, firmId, async (read) => {
    const rows = await read.apiRequest.findMany({
      where: filter(firmId, input),
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      items: page.map(({ id: _, firmId: __, ...request }) => request),
      nextCursor: rows.length > input.limit && last !== undefined ? last.id.toString() : null,
    };
  });
}

function filter(firmId: string, input: RequestLogInput): Prisma.ApiRequestWhereInput {
  const from = input.statusClass === undefined ? null : Number(input.statusClass.charAt(0)) * 100;
  return {
    firmId: BigInt(firmId),
    ...(from === null ? {} : { status: { gte: from, lt: from + 100 } }),
    ...(input.method === undefined ? {} : { method: input.method }),
    ...(input.path === undefined ? {} : { path: { contains: input.path.replaceAll(/[\\%_]/g, "\\$&") } }),
    ...(input.credential === undefined ? {} : { credential: input.credential }),
    ...(input.requestId === undefined ? {} : { requestId: input.requestId }),
    ...(input.cursor === undefined ? {} : { id: { lt: BigInt(input.cursor) } }),
  };
}
