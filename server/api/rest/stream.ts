/**
 * A JSON answer `{...head, [list]: [items]}` written while its items are read, so that its length never stands in memory. The first
 * page is read before the answer begins, so that an early fault is still an error answer; a later one cuts the answer short.
 */
export async function startJson(
  head: object,
  list: string,
  pages: AsyncIterable<readonly string[]>,
): Promise<Response> {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  return streamed(head, list, first, iterator);
}

/** The same over pages that cannot fail. */
export function streamJson(head: object, list: string, pages: AsyncIterable<readonly string[]>): Response {
  return streamed(head, list, undefined, pages[Symbol.asyncIterator]());
}

type Step = IteratorResult<readonly string[], unknown>;

function streamed(
  head: object,
  list: string,
  first: Step | undefined,
  iterator: AsyncIterator<readonly string[]>,
): Response {
  const encoder = new TextEncoder();
  const start = `${JSON.stringify(head).slice(0, -1)}${Object.keys(head).length === 0 ? "" : ","}${JSON.stringify(list)}:[`;
  let ahead = first;
  let written = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(start)),
    async pull(controller) {
      const step = ahead ?? (await iterator.next());
      ahead = undefined;
      if (step.done) {
        controller.enqueue(encoder.encode("]}"));
        controller.close();
        return;
      }
      const comma = written > 0 && step.value.length > 0 ? "," : "";
      written += step.value.length;
      controller.enqueue(encoder.encode(comma + step.value.join(",")));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, { headers: { "Content-Type": "application/json" } });
}
