"use client";

import { debounce, useQueryStates } from "nuqs";
import { Choice } from "@/components/ui/choice";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import { isId } from "../ids";
import { firstPage } from "../paging";
import { methods, requestFilters, statusClasses } from "./request-filters";

const words: Record<(typeof statusClasses)[number], string> = {
  "2xx": "Served",
  "4xx": "Refused",
  "5xx": "Failed",
};

/** Status, method, path, key and request id. A changed filter starts at the newest again. */
export function RequestToolbar() {
  const [{ status, method, path, key, id }, setFilters] = useQueryStates(requestFilters);
  const type = (part: { path?: string | null; key?: string | null; id?: string | null }) =>
    void setFilters({ ...part, ...firstPage }, { limitUrlUpdates: debounce(250) });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Path"
          placeholder="Part of the path"
          value={path}
          onValueChange={(text) => type({ path: text || null })}
          className="w-full sm:w-56"
        />
        <SearchField
          label="Key or login"
          placeholder="Key prefix or login"
          shortcut="k"
          value={key}
          onValueChange={(text) => type({ key: text || null })}
          className="w-full sm:w-52"
        />
        <SearchField
          label="Request id"
          placeholder="Request id"
          shortcut="i"
          value={id}
          onValueChange={(text) => type({ id: text || null })}
          className="w-full sm:w-52"
        />
        <Select
          size="regular"
          aria-label="Method"
          value={method ?? ""}
          onChange={(event) => {
            const chosen = methods.find((one) => one === event.target.value) ?? null;
            void setFilters({ method: chosen, ...firstPage });
          }}
        >
          <option value="">Every method</option>
          {methods.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Select>
        <Choice
          label="Status"
          value={status ?? ""}
          onValueChange={(value) => {
            const chosen = statusClasses.find((one) => one === value) ?? null;
            void setFilters({ status: chosen, ...firstPage });
          }}
          options={[
            { value: "", label: "All" },
            ...statusClasses.map((one) => ({ value: one, label: `${words[one]} ${one}` })),
          ]}
        />
      </div>
      {id !== "" && !isId(id) && (
        <p role="status" className="text-label text-faint">
          Paste the whole request id, 36 characters.
        </p>
      )}
    </div>
  );
}
