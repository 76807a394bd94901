"use client";

import { Plus } from "lucide-react";
import { countOf } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";
import { Fact, FactList } from "@/components/ui/facts";
import type { Batch } from "./outputs";
import { refusalStory } from "./refusal-story";
import { RejectedRows } from "./rejected-rows";

/** A batch that came to nothing: why, what was and was not sent, and what to do now. */
export function BatchRefused({ batch }: { batch: Batch }) {
  const story = refusalStory(batch);
  const rejected = batch.refusedCount + batch.rejectedCount;
  return (
    <>
      <section aria-labelledby="why" className="flex max-w-2xl flex-col gap-4">
        <h2 id="why" className="text-lead font-semibold">
          {batch.rejectReason ?? "Rejected"}
        </h2>
        <FactList className="border-t">
          <Fact label="Market">{story.sent}</Fact>
          <Fact label="Investors">{story.investors}</Fact>
          {batch.finishedAt !== null && (
            <Fact label="Rejected">
              <TimeText value={batch.finishedAt} />
            </Fact>
          )}
        </FactList>
        <p className="text-soft">{story.next}</p>
        <div>
          <ButtonLink href={path.newBatch()} icon={<Plus />}>
            New batch
          </ButtonLink>
        </div>
      </section>
      {rejected > 0 && (
        <RejectedRows
          batch={batch}
          title={`${countOf(rejected, "row was", "rows were")} rejected`}
          text="Each with its own reason."
        />
      )}
    </>
  );
}
