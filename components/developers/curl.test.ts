import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf } from "./curl";

test("a shell reads back every character of what is sent", () => {
  const body = `{"note":"it's $HOME \`id\` \\"quoted\\" \\\\"}\n`;
  const command = curlOf({
    url: "http://127.0.0.1/a?b=1&c=2",
    headers: { "webhook-id": "m 1", "Content-Length": "9" },
    body,
  });
  const words = execFileSync("sh", ["-c", command.replace(/^curl/, `printf '%s\\0'`)])
    .toString()
    .split("\0");
  expect(words).toEqual(["http://127.0.0.1/a?b=1&c=2", "-H", "webhook-id: m 1", "--data-binary", body, ""]);
});

test("a method is named only when it is given", () => {
  expect(curlOf({ url: "/a" })).toBe("curl '/a'");
  expect(curlOf({ method: "DELETE", url: "/a" })).toBe("curl -X DELETE '/a'");
});
