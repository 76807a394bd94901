"use client";

import { debounce, useQueryStates } from "nuqs";
import { SearchField } from "@/components/ui/search-field";
import { Select } from "@/components/ui/select";
import { subjectWords } from "../deliveries/delivery-words";
import { isId } from "../ids";
import { firstPage } from "../paging";
import {
  eventFilters,
  eventKinds,
  eventStatuses,
  idKinds,
  idWords,
  kindWords,
  statusesOf,
} from "./event-filters";

/** What the events tell of and how it stood, and one id of three kinds. A changed filter starts at the newest again. */
export function EventToolbar() {
  const [{ kind, status, by, id }, setFilters] = useQueryStates(eventFilters);
  const statuses = kind === null ? eventStatuses : statusesOf[kind];
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          size="regular"
          aria-label="Id of"
          value={by}
          onChange={(event) => {
            const chosen = idKinds.find((one) => one === event.target.value) ?? "batch";
            void setFilters({ by: chosen, ...firstPage });
          }}
        >
          {idKinds.map((one) => (
            <option key={one} value={one}>
              {idWords[one]}
            </option>
          ))}
        </Select>
        <SearchField
          label="Search by id"
          placeholder={idWords[by]}
          value={id}
          onValueChange={(text) =>
            void setFilters(
              { id: text === "" ? null : text, ...firstPage },
              { limitUrlUpdates: debounce(250) },
            )
          }
          className="w-full sm:w-84"
        />
        <Select
          size="regular"
          aria-label="Kind"
          value={kind ?? ""}
          onChange={(event) => {
            const chosen = eventKinds.find((one) => one === event.target.value) ?? null;
            const keeps = chosen === null || status === null || statusesOf[chosen].includes(status);
            void setFilters({ kind: chosen, ...(keeps ? {} : { status: null }), ...firstPage });
          }}
        >
          <option value="">Every kind</option>
          {eventKinds.map((one) => (
            <option key={one} value={one}>
              {kindWords[one]}
            </option>
          ))}
        </Select>
        <Select
          size="regular"
          aria-label="Status"
          value={status ?? ""}
          onChange={(event) => void setFilters({ status: event.target.value || null, ...firstPage })}
        >
          <option value="">Every status</option>
          {statuses.map((one) => (
            <option key={one} value={one}>
              {subjectWords(one)}
            </option>
          ))}
        </Select>
      </div>
      {id !== "" && !isId(id) && (
        <p role="status" className="text-label text-faint">
          Paste the whole id, 36 characters.
        </p>
      )}
    </div>
  );
}
