import type { Field } from "@/components/docs/reference";

/** The parts of an OpenAPI 3.1 document that the reader needs. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
};
export type Schemas = Record<string, Schema>;

export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

/** The schema itself, or what it refers to. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const found = schema.$ref === undefined ? undefined : schemas[nameOf(schema.$ref)];
  if (found === undefined) return schema;
  const { $ref: _, ...beside } = schema;
  return { ...found, ...beside };
}

/** A type in a few words: "decimal text", "one of OPEN, CLOSED", "list of BulkResult". */
export function typeWords(schema: Schema, schemas: Schemas): string {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (schema.$ref === undefined && choices !== undefined)
    return choices
      .map((one) => (one.$ref === undefined ? typeWords(one, schemas) : nameOf(one.$ref)))
      .join(" or ");
  const whole = resolved(schema, schemas);
  const types = [whole.type ?? "any"].flat();
  const nullable = types.includes("null") ? " or null" : "";
  const type = types.find((one) => one !== "null") ?? "null";
  if (whole.enum !== undefined) {
    const words = whole.enum.filter((one) => one !== null).map(String);
    return `${words.length === 1 ? words[0] : `one of ${words.join(", ")}`}${nullable}`;
  }
  if (type === "array") return `list of ${itemWords(whole.items ?? {}, schemas)}${nullable}`;
  if (type === "string") return `${whole.format === undefined ? "text" : `${whole.format} text`}${nullable}`;
  return `${type}${nullable}`;
}

const itemWords = (items: Schema, schemas: Schemas): string =>
  items.$ref === undefined ? typeWords(items, schemas) : nameOf(items.$ref);

function noteOf(schema: Schema): string {
  const { minimum, maximum, maxLength } = schema;
  const notes = [
    schema.description ?? "",
    minimum !== undefined && maximum !== undefined && maximum <= 1_000_000
      ? `from ${minimum} to ${maximum}`
      : "",
    maxLength === undefined ? "" : `at most ${maxLength} characters`,
    schema.default === undefined ? "" : `${JSON.stringify(schema.default)} when left out`,
  ];
  return notes.filter((note) => note !== "").join("; ");
}

const deepest = 4;

/** One row for each property, nested ones with their path; a list's items stand under `name[]`. */
export function fieldsOf(schema: Schema, schemas: Schemas, prefix = "", depth = 0): Field[] {
  const whole = resolved(schema, schemas);
  if (whole.type === "array" && whole.items !== undefined) {
    return fieldsOf(whole.items, schemas, `${prefix}[]`, depth);
  }
  const required = new Set(whole.required);
  return Object.entries(whole.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const type = typeWords(property, schemas);
    const row = { path, type, required: required.has(name), note: noteOf(resolved(property, schemas)) };
    return depth >= deepest ? [row] : [row, ...fieldsOf(property, schemas, path, depth + 1)];
  });
}

/** A single parameter as a row. */
export const fieldOf = (name: string, schema: Schema, required: boolean, schemas: Schemas): Field => ({
  path: name,
  type: typeWords(schema, schemas),
  required,
  note: noteOf(resolved(schema, schemas)),
});

/** A value of the schema's shape, for operations that have no example of their own. */
export function sampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  const whole = resolved(schema, schemas);
  if (whole.default !== undefined) return whole.default;
  if (whole.enum !== undefined) return whole.enum[0];
  const choice = (whole.anyOf ?? whole.oneOf ?? whole.allOf)?.[0];
  if (choice !== undefined) return sampleOf(choice, schemas, depth);
  const type = [whole.type ?? "null"].flat()[0];
  if (type === "object") {
    const properties = Object.entries(whole.properties ?? {});
    if (depth > deepest) return {};
    return Object.fromEntries(properties.map(([name, one]) => [name, sampleOf(one, schemas, depth + 1)]));
  }
  if (type === "array") return [sampleOf(whole.items ?? {}, schemas, depth + 1)];
  if (type === "integer" || type === "number") return whole.minimum ?? 0;
  if (type === "boolean") return true;
  return type === "string" ? (textSamples[whole.format ?? ""] ?? "text") : null;
}

const textSamples: Readonly<Record<string, string>> = {
  uuid: "49136c79-3ce9-4f8d-8794-51f3a4c0b9e2",
  decimal: "200",
  "date-time": "2026-06-24T14:33:31.605Z",
  uri: "https://hooks.your-firm.test/prorata",
};
