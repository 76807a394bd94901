import type {
  Answer,
  Body,
  Failure,
  Operation,
  Reference,
  Sample,
  Webhook,
} from "@/components/docs/reference";
import { errorTable } from "@/server/api/rest/error-words";
import { documentOf } from "@/server/api/rest/openapi";
import { routes } from "@/server/api/rest/routes";
import { callSamples } from "./call-samples";
import { fieldOf, fieldsOf, nameOf, type Schema, type Schemas, sampleOf } from "./schema";

type Media = {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { summary: string; value: unknown }>;
};
type Content = Record<string, Media>;
type ResponseWords = { $ref?: string; description: string; content?: Content };
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
};
type OperationWords = {
  operationId: string;
  tags?: string[];
  summary: string;
  description?: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, ResponseWords>;
};
type Document = {
  info: { title: string; description: string };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, OperationWords>>;
  webhooks: Record<string, { post: OperationWords }>;
  components: {
    schemas: Schemas;
    responses: Record<string, ResponseWords>;
    securitySchemes: Record<string, { description: string }>;
  };
};

const asText = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);

function bodyOf(mediaType: string, media: Media, schemas: Schemas): Body {
  const { schema } = media;
  const named = schema.$ref ?? schema.items?.$ref;
  const given: Sample[] =
    media.examples === undefined
      ? []
      : Object.values(media.examples).map(({ summary, value }) => ({ label: summary, text: asText(value) }));
  const one = media.example ?? sampleOf(schema, schemas);
  return {
    mediaType,
    schema: named === undefined ? null : `${schema.type === "array" ? "list of " : ""}${nameOf(named)}`,
    fields: fieldsOf(schema, schemas),
    samples: given.length > 0 ? given : [{ label: "Example", text: asText(one) }],
  };
}

const bodiesOf = (content: Content | undefined, schemas: Schemas): Body[] =>
  Object.entries(content ?? {}).map(([type, media]) => bodyOf(type, media, schemas));

function answersOf(words: OperationWords, schemas: Schemas): Answer[] {
  const done = Object.entries(words.responses).filter(([status]) => status.startsWith("2"));
  return done.map(([status, answer]) => {
    const body = bodiesOf(answer.content, schemas)[0] ?? null;
    return { status, description: answer.description, body };
  });
}

function failuresOf(words: OperationWords, document: Document): Failure[] {
  return Object.entries(words.responses).flatMap(([status, { $ref }]) => {
    const answer = $ref === undefined ? undefined : document.components.responses[nameOf($ref)];
    if (answer === undefined || status === "default") return [];
    const [title = "", ...lines] = answer.description.split("\n");
    const codes = lines.flatMap((line) => line.match(/`(\w+)`/)?.[1] ?? []);
    return [{ status, title, codes }];
  });
}

/** The path with its examples in the place of parameters, so that a call can be copied as it stands. */
function filledPath(path: string, parameters: readonly Parameter[]): string {
  return parameters
    .filter((one) => one.in === "path")
    .reduce((filled, one) => filled.replace(`{${one.name}}`, String(one.example ?? `{${one.name}}`)), path);
}

function operationOf(method: string, path: string, words: OperationWords, document: Document): Operation {
  const { schemas } = document.components;
  const parameters = words.parameters ?? [];
  const bodies = bodiesOf(words.requestBody?.content, schemas);
  const json = words.requestBody?.content["application/json"];
  const isPublic = words.security?.length === 0;
  const value = json === undefined ? undefined : (json.example ?? sampleOf(json.schema, schemas));
  const body =
    value === undefined ? null : { mediaType: "application/json", text: JSON.stringify(value), value };
  return {
    id: words.operationId,
    method: method.toUpperCase(),
    path,
    tag: words.tags?.[0] ?? "",
    summary: words.summary,
    description: words.description ?? "",
    isPublic,
    parameters: parameters.map((one) => ({
      ...fieldOf(one.name, one.schema, one.required === true, schemas),
      place: one.in,
    })),
    bodies,
    answers: answersOf(words, schemas),
    failures: failuresOf(words, document),
    calls: callSamples({ method, path: filledPath(path, parameters), isPublic, body }),
  };
}

function webhookOf(type: string, words: OperationWords, schemas: Schemas): Webhook[] {
  const body = bodiesOf(words.requestBody?.content, schemas)[0];
  if (body === undefined) return [];
  const headers = (words.parameters ?? []).map((one) => ({
    path: one.name,
    type: "text",
    required: one.required === true,
    note: one.description ?? "",
  }));
  return [
    {
      type,
      id: words.operationId,
      summary: words.summary,
      description: words.description ?? "",
      headers,
      body,
    },
  ];
}

const seenWords = (status: number | null, seenAs: string): string =>
  status === null ? "rejectReason" : seenAs === "both" ? `${status} or rejectReason` : String(status);

/** Everything that /docs shows, read from the same document that /api/v2/openapi.json answers. */
export function readReference(): Reference {
  const document: Document = JSON.parse(JSON.stringify(documentOf(routes)));
  const { schemas, securitySchemes } = document.components;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, words]) => operationOf(method, path, words, document)),
  );
  return {
    title: document.info.title,
    intro: document.info.description.split("\n\n"),
    servers: document.servers,
    schemes: Object.entries(securitySchemes).map(([name, { description }]) => ({ name, description })),
    tags: document.tags.map((tag) => ({
      ...tag,
      operations: operations.filter((one) => one.tag === tag.name),
    })),
    webhooks: Object.entries(document.webhooks).flatMap(([type, { post }]) => webhookOf(type, post, schemas)),
    errors: errorTable().map(({ code, status, seenAs, meaning, action }) => ({
      code,
      seen: seenWords(status, seenAs),
      meaning,
      action,
    })),
  };
}
