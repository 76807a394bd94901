import type { Route } from "./route";

const pascal = (words: string): string =>
  words
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

const singular = (word: string): string => word.replace(/ies$/, "y").replace(/([^s])s$/, "$1");

const verbs = { get: "get", post: "create", patch: "update", put: "replace", delete: "delete" } as const;

/**
 * The operation's name: the one the route declares, else made from method and path. `GET /things` is listThings, `POST /things`
 * createThing, `GET /things/{id}` getThing, `POST /things/{id}/rotate-secret` rotateSecretOfThing, `GET /things/{id}/parts` listPartsOfThing.
 */
export function operationIdOf(route: Pick<Route, "operationId" | "path"> & { method: string }): string {
  if (route.operationId !== undefined) return route.operationId;
  const segments = route.path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  const owner = segments.findLast((_segment, at) => segments[at + 1]?.startsWith("{") === true);
  const verb = verbs[route.method as keyof typeof verbs] ?? route.method;
  if (last.startsWith("{")) return verb + pascal(singular(owner ?? ""));
  const isList = route.method === "get" && last.endsWith("s");
  if (owner === undefined) return isList ? `list${pascal(last)}` : verb + pascal(singular(last));
  const ofOwner = `Of${pascal(singular(owner))}`;
  if (isList) return `list${pascal(last)}${ofOwner}`;
  if (route.method === "post") return pascal(last).replace(/^./, (letter) => letter.toLowerCase()) + ofOwner;
  return verb + pascal(last) + ofOwner;
}
