"use client";

import { useQuery } from "@tanstack/react-query";
import { debounce, useQueryStates } from "nuqs";
import { batchLooks } from "@/components/format/status-text";
import { useTRPC } from "@/components/trpc/client";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import { batchStatuses } from "@/server/domain/batch/status";
import { batchFilters } from "./batch-filters";

const firstPage = { cursor: null, trail: null };

/** Search and filters of the list. A changed filter starts at the first page again. */
export function BatchToolbar() {
  const trpc = useTRPC();
  const instruments = useQuery(trpc.instruments.list.queryOptions());
  const [filters, setFilters] = useQueryStates(batchFilters);
  const symbols = (instruments.data ?? []).map(({ symbol }) => symbol);
  const chosen = filters.symbol;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        label="Search batches"
        placeholder="Batch id, symbol or operator"
        value={filters.q}
        onValueChange={(q) =>
          void setFilters({ q: q === "" ? null : q, ...firstPage }, { limitUrlUpdates: debounce(250) })
        }
        className="w-full sm:w-72"
      />
      <Select
        size="regular"
        aria-label="Status"
        value={filters.status ?? ""}
        onChange={(event) => {
          const status = batchStatuses.find((one) => one === event.target.value) ?? null;
          void setFilters({ status, ...firstPage });
        }}
      >
        <option value="">Every status</option>
        {batchStatuses.map((status) => (
          <option key={status} value={status}>
            {batchLooks[status].word}
          </option>
        ))}
      </Select>
      <Select
        size="regular"
        aria-label="Symbol"
        value={chosen ?? ""}
        onChange={(event) => void setFilters({ symbol: event.target.value || null, ...firstPage })}
      >
        <option value="">Every symbol</option>
        {(chosen === null || symbols.includes(chosen) ? symbols : [...symbols, chosen]).map((symbol) => (
          <option key={symbol}>{symbol}</option>
        ))}
      </Select>
    </div>
  );
}
