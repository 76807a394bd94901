/** The words of the OpenAPI document that belong to no single route. */

export const info = {
  title: "Prorata",
  version: "2",
  summary: "Block trades and their allocation, over REST and events.",
  description: `The firm API of Prorata: open a batch, request allocations in it, close it, and hear what became of them.
The first five paths are the reference contract; an existing client changes only its host. Amounts are plain decimal text, or JSON
numbers written as such; unknown keys, keys that come twice and numbers in exponent form are refused.

Every call that changes something can be sent again unchanged: it is answered as it stands and nothing happens twice. Every answer
carries \`X-Request-Id\`. Answers and events may gain properties: ignore those you do not know.`,
  contact: { name: "The maintainers of Prorata" },
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

export const servers = [
  { url: "/api/v2", description: "This desk" },
  { url: "/apex-crypto/api/v2", description: "The same under the reference contract's prefix" },
];

/** What each tag gathers, in the order of a batch's life. */
export const tagWords: Readonly<Record<string, string>> = {
  "Sign-in": "Get a token, and ask whether the desk serves.",
  Batches: "Open a batch, close it with the number of its allocations, and read what became of it.",
  Allocations: "What each investor account asks for and gets.",
  Events: "The durable record of every change, pulled at your own pace.",
  Webhooks: "Where events are sent to, what was delivered, and replays.",
  "Webhook endpoints": "Where events are sent to, what was delivered, and replays.",
  "Accounts and instruments": "What may be traded, and what an investor account holds.",
  Sandbox: "Faults and time travel. These paths do not exist in production.",
};

export const securitySchemes = {
  token: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "The token of POST /login, valid for 24 hours, with or without `Bearer`.",
  },
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description:
      "A key that an admin of the firm made at the desk, with or without `Bearer`. It may do what its scopes say.",
  },
} as const;
