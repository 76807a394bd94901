import { parameterExamples } from "./openapi-examples";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const schemaRef = "#/components/schemas/";

/** The names of component schemas under a part of the document, also by way of other components. */
function namesUnder(
  part: Json | undefined,
  schemas: Record<string, Json>,
  found = new Set<string>(),
): Set<string> {
  if (part === null || typeof part !== "object") return found;
  for (const [key, value] of Object.entries(part)) {
    const name = key === "$ref" && typeof value === "string" ? value.slice(schemaRef.length) : null;
    if (name === null) namesUnder(value, schemas, found);
    else if (!found.has(name)) namesUnder(schemas[name], schemas, found.add(name));
  }
  return found;
}

function opened(part: Json, keep: (path: readonly string[]) => boolean, path: readonly string[] = []): Json {
  if (part === null || typeof part !== "object" || keep(path)) return part;
  if (Array.isArray(part)) return part.map((item) => opened(item, keep, path));
  const entries = Object.entries(part).filter(
    ([key, value]) => key !== "additionalProperties" || value !== false,
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, opened(value, keep, [...path, key])]));
}

const parametersOf = (path: Json): Record<string, Json>[] =>
  Object.values(path as Record<string, { parameters?: Record<string, Json>[] }>).flatMap(
    (operation) => operation.parameters ?? [],
  );

/**
 * The document with an example for each parameter that has one, and with answers and events open to properties that come later: our
 * tests check them as closed, a firm's system must not. What requests take stays closed, because unknown keys are refused there.
 */
export function finished(document: object): object {
  const whole: Record<string, Json> = JSON.parse(JSON.stringify(document));
  const { paths, components } = whole as { paths: Record<string, Json>; components: Record<string, Json> };
  const schemas = components.schemas as Record<string, Json>;
  const requests = Object.values(paths).flatMap((path) =>
    Object.values(path as Record<string, Record<string, Json>>).map(
      (operation) => operation.requestBody ?? null,
    ),
  );
  const taken = namesUnder(requests, schemas);
  for (const parameter of Object.values(paths).flatMap(parametersOf)) {
    const example = parameterExamples[String(parameter.name)];
    if (example !== undefined) parameter.example = example;
  }
  return opened(whole, (path) => {
    if (path[0] === "paths") return path[3] === "requestBody";
    return path[1] === "schemas" && taken.has(path[2] ?? "");
  }) as Record<string, Json>;
}
