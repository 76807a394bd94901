import type pg from "pg";

export type StatementTimes = ReturnType<typeof statementTimes>;

/** Adds up how long each statement of the watched connections takes, seen from this process. */
export function statementTimes() {
  const spent = new Map<string, number>();
  const add = (text: string, ms: number): void => {
    const key = text.replace(/\s+/g, " ").slice(0, 70);
    spent.set(key, (spent.get(key) ?? 0) + ms);
  };
  return {
    watch: (client: pg.ClientBase): void => {
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const timed = async (first: string | { text: string }, ...rest: unknown[]): Promise<unknown> => {
        const startedAt = performance.now();
        try {
          return await query(first, ...rest);
        } finally {
          add(typeof first === "string" ? first : first.text, performance.now() - startedAt);
        }
      };
      Object.assign(client, { query: timed });
    },
    /** The statements since the last call, the slowest first. */
    take: (): [string, number][] => {
      const rows = [...spent].sort((a, b) => b[1] - a[1]);
      spent.clear();
      return rows;
    },
  };
}
