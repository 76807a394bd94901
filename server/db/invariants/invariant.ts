/** A rule that always holds, whatever the desk is doing at the moment, as a query that answers only what breaks it. */
export type Invariant = { name: string; sql: string };
