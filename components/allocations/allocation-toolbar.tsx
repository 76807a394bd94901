"use client";

import { Download } from "lucide-react";
import { debounce, useQueryStates } from "nuqs";
import type { Batch } from "@/components/batches/outputs";
import { groupCount } from "@/components/format/decimal";
import { path } from "@/components/path";
import { buttonLook } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import type { AllocationStatus } from "@/server/domain/allocation/status";
import { sides } from "@/server/domain/allocation/status";
import { allocationFilters } from "./allocation-filters";

const firstPage = { after: null, before: null };

/** Search, the statuses with their counts, the side, and the rows that pass as a file. */
export function AllocationToolbar({ batch }: { batch: Batch }) {
  const [filters, setFilters] = useQueryStates(allocationFilters);
  const { q, status, side } = filters;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        label="Search allocations"
        placeholder="Account or client transaction id"
        value={q}
        onValueChange={(text) =>
          void setFilters({ q: text === "" ? null : text, ...firstPage }, { limitUrlUpdates: debounce(250) })
        }
        className="w-full sm:w-72"
      />
      <Choice
        label="Status"
        value={status ?? ""}
        onValueChange={(value) =>
          void setFilters({
            status: statusChoices(batch).find((one) => one.value === value)?.status ?? null,
            ...firstPage,
          })
        }
        options={statusChoices(batch)}
      />
      <Select
        size="regular"
        aria-label="Side"
        value={side ?? ""}
        onChange={(event) =>
          void setFilters({ side: sides.find((one) => one === event.target.value) ?? null, ...firstPage })
        }
      >
        <option value="">Both sides</option>
        <option value="BUY">Buys</option>
        <option value="SELL">Sells</option>
      </Select>
      <a
        href={path.exportAllocations(batch.batchTransactionId, { q, status, side })}
        download
        className={buttonLook({ tone: "quiet", className: "sm:ml-auto" })}
      >
        <Download aria-hidden />
        {q === "" && status === null && side === null ? "CSV" : "These rows as CSV"}
      </a>
    </div>
  );
}

type StatusChoice = { value: string; status: AllocationStatus | null; label: string };

/** Only statuses that rows of such a batch can have, each with how many there are. */
function statusChoices(batch: Batch): StatusChoice[] {
  const { acceptedCount, refusedCount, rejectedCount, completedCount } = batch;
  const left = acceptedCount - rejectedCount - completedCount;
  const cancelled = batch.rejectCode === "BATCH_CANCELLED" || batch.rejectCode === "BATCH_EXPIRED";
  const waiting: [AllocationStatus, string] =
    batch.status === "IN_PROGRESS"
      ? ["IN_PROGRESS", "In progress"]
      : cancelled
        ? ["CANCELLED", "Cancelled"]
        : ["PENDING", "Pending"];
  const choice = (status: AllocationStatus, word: string, count: number): StatusChoice => ({
    value: status,
    status,
    label: `${word} ${groupCount(count)}`,
  });
  return [
    { value: "", status: null, label: `All ${groupCount(acceptedCount + refusedCount)}` },
    ...(completedCount > 0 ? [choice("COMPLETE", "Complete", completedCount)] : []),
    ...(left > 0 ? [choice(waiting[0], waiting[1], left)] : []),
    ...(rejectedCount + refusedCount > 0
      ? [choice("REJECTED", "Rejected", rejectedCount + refusedCount)]
      : []),
  ];
}
