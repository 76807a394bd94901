"use client";

import { useState } from "react";
import { countOf, groupCount } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { StatusBadge } from "@/components/ui/badge";
import { RowButton, RowTh, Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Attempt } from "../outputs";
import { attemptLooks } from "./delivery-words";
import { Exchange } from "./exchange";

/** Every try, the latest first; one of them is shown whole. */
export function AttemptLog({ body, log }: { body: string; log: readonly Attempt[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = log.find(({ number }) => number === chosen) ?? log[0];
  if (shown === undefined) return <p className="text-soft">No attempt is on record.</p>;
  return (
    <div className="flex min-w-0 flex-col gap-8">
      <section aria-label="Attempts" className="flex min-w-0 flex-col gap-2">
        <h2 className="text-lead font-semibold">{countOf(log.length, "attempt")}</h2>
        <TableRegion label="Table of attempts" fitsFrom="lg">
          <Table caption="Attempts, the latest first">
            <thead>
              <tr>
                <Th>Attempt</Th>
                <Th>Result</Th>
                <Th>Response</Th>
                <Th numeric unit="ms">
                  Took
                </Th>
                <Th numeric>At</Th>
              </tr>
            </thead>
            <tbody>
              {log.map((attempt) => (
                <Tr key={attempt.number} open={attempt.number === shown.number && log.length > 1}>
                  <RowTh>
                    <RowButton
                      onClick={() => setChosen(attempt.number)}
                      aria-pressed={attempt.number === shown.number}
                    >
                      {attempt.number}
                    </RowButton>
                  </RowTh>
                  <Td>
                    <StatusBadge look={attemptLooks[attempt.result]} />
                  </Td>
                  <Td>{attempt.response === null ? "none" : attempt.response.status}</Td>
                  <Td numeric>{groupCount(attempt.durationMs)}</Td>
                  <Td numeric className="text-soft">
                    <TimeText value={attempt.attemptedAt} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableRegion>
      </section>
      <section aria-label={`Attempt ${shown.number}`} className="flex min-w-0 flex-col gap-3">
        <h2 className="text-lead font-semibold">Attempt {shown.number}</h2>
        <Exchange body={body} attempt={shown} />
      </section>
    </div>
  );
}
