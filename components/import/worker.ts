/// <reference lib="webworker" />
import { createStore, delMany, get, set } from "idb-keyval";
import { FileRefused } from "./pipeline/limits";
import { ImportController, type StartInput } from "./session/controller";
import type { DraftStorage } from "./session/draft-keeper";
import type { Push } from "./session/protocol";
import type { Call, Reply } from "./session/wire";

declare const self: DedicatedWorkerGlobalScope;

const drafts = createStore("prorata-import-drafts", "drafts");
const storage: DraftStorage = {
  get: (key) => get(key, drafts),
  set: (key, value) => set(key, value, drafts),
  remove: (keys) => delMany(keys, drafts),
};

let controller: ImportController | undefined;

function post(push: Push): void {
  self.postMessage(push, push.push === "summary" ? [push.summary.flags.buffer] : []);
}

async function answer(call: Call): Promise<unknown> {
  if (call.method === "start") {
    controller = new ImportController(call.args[0] as StartInput, post, storage);
    return controller.findDraft();
  }
  if (!controller) throw new Error("the import has not been started");
  const method = controller[call.method] as (...args: unknown[]) => unknown;
  return method.apply(controller, call.args);
}

self.addEventListener("message", async ({ data }: MessageEvent<Call>) => {
  const reply = await answer(data).then(
    (value): Reply => ({ id: data.id, ok: true, value }),
    (fault: unknown): Reply => ({
      id: data.id,
      ok: false,
      refused: fault instanceof FileRefused,
      message: fault instanceof Error ? fault.message : String(fault),
    }),
  );
  self.postMessage(reply);
});
