import type { Sample } from "@/components/docs/reference";

type CallWords = {
  method: string;
  path: string;
  isPublic: boolean;
  /** The body as it is sent, with its media type. */
  body: { mediaType: string; text: string; value: unknown } | null;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The call in curl and in TypeScript, with a token in TOKEN and the desk's address in PRORATA. */
export function callSamples({ method, path, isPublic, body }: CallWords): Sample[] {
  const verb = method.toUpperCase();
  const curl = [
    `curl ${verb === "GET" || (verb === "POST" && body !== null) ? "" : `-X ${verb} `}"$PRORATA${path}"`,
    ...(isPublic ? [] : ['-H "Authorization: $TOKEN"']),
    ...(body === null ? [] : [`-H "Content-Type: ${body.mediaType}"`, `-d ${quoted(body.text)}`]),
  ];
  const headers = [
    ...(isPublic ? [] : ["Authorization: token"]),
    ...(body === null ? [] : [`"Content-Type": "${body.mediaType}"`]),
  ];
  const options = [
    ...(verb === "GET" ? [] : [`  method: "${verb}",`]),
    ...(headers.length === 0 ? [] : [`  headers: { ${headers.join(", ")} },`]),
    ...(body === null ? [] : [`  body: JSON.stringify(${indented(body.value)}),`]),
  ];
  const address = `\`\${prorata}${path}\``;
  const call =
    options.length === 0 ? `await fetch(${address})` : `await fetch(${address}, {\n${options.join("\n")}\n})`;
  const typescript = `const response = ${call};\nconst answer = await response.json();`;
  return [
    { label: "cURL", text: curl.join(" \\\n  ") },
    { label: "TypeScript", text: typescript },
  ];
}

const indented = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
