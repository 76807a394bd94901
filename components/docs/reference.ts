/** What /docs shows, as plain data: made from the OpenAPI document on the server. */

export type Field = { path: string; type: string; required: boolean; note: string };

export type Sample = { label: string; text: string };

export type Body = {
  mediaType: string;
  schema: string | null;
  fields: readonly Field[];
  samples: readonly Sample[];
};

export type Answer = { status: string; description: string; body: Body | null };

export type Failure = { status: string; title: string; codes: readonly string[] };

export type Operation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  isPublic: boolean;
  parameters: readonly (Field & { place: string })[];
  bodies: readonly Body[];
  answers: readonly Answer[];
  failures: readonly Failure[];
  calls: readonly Sample[];
};

export type Webhook = {
  type: string;
  id: string;
  summary: string;
  description: string;
  headers: readonly Field[];
  body: Body;
};

export type ErrorCodeWords = { code: string; seen: string; meaning: string; action: string };

export type Reference = {
  title: string;
  intro: readonly string[];
  servers: readonly { url: string; description: string }[];
  schemes: readonly { name: string; description: string }[];
  tags: readonly { name: string; description: string; operations: readonly Operation[] }[];
  webhooks: readonly Webhook[];
  errors: readonly ErrorCodeWords[];
};

/** The part of an address that leads to a section of the page. */
export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
