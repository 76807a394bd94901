import { randomBytes } from "node:crypto";
import { request } from "undici";
import { z } from "zod";
import { AppError } from "@/server/domain/errors";
import { type SinkBehaviour, SinkFault, type TestSink } from "@/server/integrations/ports";

const behaviour = z.object({
  status: z.int(),
  failRatio: z.number(),
  hangRatio: z.number(),
  dropRatio: z.number(),
  delayMs: z.int(),
  retryAfterSeconds: z.int().nullable(),
  gone: z.boolean(),
}) satisfies z.ZodType<SinkBehaviour>;
const received = z.object({
  requests: z.array(
    z.object({
      receivedAt: z.string(),
      headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      body: z.string(),
      answered: z.union([z.number(), z.string()]),
    }),
  ),
});

/** The sandbox's own receiver of events over HTTP. */
export function testSink(baseUrl: string, timeoutMs = 5_000): TestSink {
  const call = async (method: "GET" | "PUT", url: string, body?: object): Promise<unknown> => {
    try {
      const answer = await request(url, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const json: unknown = await answer.body.json();
      if (answer.statusCode === 200) return json;
      const message = z.object({ message: z.string() }).safeParse(json);
      throw new AppError("BODY_INVALID", message.data?.message ?? "the test sink refused it");
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new SinkFault("the test sink does not answer", { cause: error });
    }
  };
  const root = baseUrl.replace(/\/+$/, "");
  return {
    newAddress: () => `${root}/bins/${randomBytes(12).toString("base64url")}`,
    owns: (url) => url.startsWith(`${root}/bins/`),
    requests: async (url, limit) => received.parse(await call("GET", `${url}?limit=${limit}`)).requests,
    getBehaviour: async (url) => behaviour.parse(await call("GET", `${url}/behaviour`)),
    setBehaviour: async (url, change) => behaviour.parse(await call("PUT", `${url}/behaviour`, change)),
  };
}
