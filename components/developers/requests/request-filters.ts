import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { isId } from "../ids";
import { cursorOf, trailOf } from "../paging";

export const statusClasses = ["2xx", "4xx", "5xx"] as const;
export const methods = ["GET", "POST", "PATCH", "DELETE"] as const;

const idShape = /^\d{1,18}$/;

/** Filters and page of the request log, all of them in the address. */
export const requestFilters = {
  status: parseAsStringLiteral(statusClasses),
  method: parseAsStringLiteral(methods),
  path: parseAsString.withDefault(""),
  key: parseAsString.withDefault(""),
  id: parseAsString.withDefault(""),
  cursor: cursorOf(idShape),
  trail: trailOf(idShape),
};

export type RequestFilterValues = {
  status: (typeof statusClasses)[number] | null;
  method: (typeof methods)[number] | null;
  path: string;
  key: string;
  id: string;
  cursor: string | null;
};

const text = (value: string, most: number) => value.trim().slice(0, most);

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export function requestListInput({ status, method, path, key, id, cursor }: RequestFilterValues) {
  return {
    limit: 50,
    ...(status === null ? {} : { statusClass: status }),
    ...(method === null ? {} : { method }),
    ...(path.trim() === "" ? {} : { path: text(path, 200) }),
    ...(key.trim() === "" ? {} : { credential: text(key, 100) }),
    ...(isId(id) ? { requestId: id.trim() } : {}),
    ...(cursor === null ? {} : { cursor }),
  };
}
