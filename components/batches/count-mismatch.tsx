"use client";

import { countOf, groupCount } from "@/components/format/decimal";
import { type ApiError, refusalDetails } from "@/components/frame/failure";
import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Batch } from "./outputs";

type Props = { batch: Batch; error: ApiError; onLeave: () => void };

const countIn = (details: Record<string, unknown>, name: string): number =>
  typeof details[name] === "number" ? details[name] : 0;

/** The typed count against what the batch holds, and where the difference can be found. */
export function CountMismatch({ batch, error, onLeave }: Props) {
  const details = refusalDetails(error);
  const [expected, accepted, rejected] = ["expected", "accepted", "rejected"].map((name) =>
    countIn(details, name),
  ) as [number, number, number];
  const difference = Math.abs(expected - accepted);
  return (
    <Notice
      tone="negative"
      urgent
      title={`You typed ${groupCount(expected)}; the batch holds ${groupCount(accepted)} accepted.`}
      action={
        rejected > 0 && (
          <ButtonLink
            href={path.allocations(batch.batchTransactionId, { status: "REJECTED" })}
            onClick={onLeave}
          >
            Look at the refused rows
          </ButtonLink>
        )
      }
    >
      <p>
        {expected > accepted
          ? `${countOf(difference, "row is", "rows are")} missing`
          : `${countOf(difference, "row is", "rows are")} too many`}
        {rejected > 0 ? `, and ${countOf(rejected, "row was", "rows were")} refused when added` : ""}. The
        batch is still open; nothing was sent.
      </p>
    </Notice>
  );
}
