import { expect, test } from "vitest";
import { generateClient, generatedFolder, readFolder } from "./generate";

test("the committed client is what the document generates today; otherwise run npm run client", async () => {
  const made = await generateClient();
  const kept = readFolder(generatedFolder);
  expect([...kept.keys()]).toEqual([...made.keys()]);
  for (const [name, text] of made) expect(kept.get(name) === text, `${name} is as generated`).toBe(true);
});
