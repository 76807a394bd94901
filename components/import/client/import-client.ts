import type { StartInput } from "../session/controller";
import type { DraftInfo, Push, Summary } from "../session/protocol";
import type { Call, MethodName, Methods, Reply } from "../session/wire";

/** A source that will not be read; the message is a sentence for people. */
export class SourceRefused extends Error {
  override readonly name = "SourceRefused";
}

/** The operator gave up, or left the page; nothing has to be said about it. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** What the page knows of the import at one moment. */
export interface ImportView {
  summary: Summary | undefined;
  draft: DraftInfo | undefined;
  /** The draft has been looked for, so that the doors may be shown. */
  ready: boolean;
  progress: { stage: "reading" | "checking"; done: number; all: number } | undefined;
  savedAt: number | undefined;
  unsavedWhy: string | undefined;
}

type Waiting = { resolve: (value: never) => void; reject: (fault: Error) => void };

const start: ImportView = {
  summary: undefined,
  draft: undefined,
  ready: false,
  progress: undefined,
  savedAt: undefined,
  unsavedWhy: undefined,
};

/** The page's end of the worker: calls answered by promises, and a view that changes as the worker pushes. */
export class ImportClient {
  private worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<() => void>();
  private view = start;
  private lastId = 0;

  constructor(private readonly input: StartInput) {
    this.worker = this.spawn();
  }

  private spawn(): Worker {
    const worker = new Worker(new URL("../worker.ts", import.meta.url), { type: "module", name: "import" });
    this.worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<Push | Reply>) => {
      if (worker !== this.worker) return;
      if ("push" in data) this.onPush(data);
      else this.onReply(data);
    });
    worker.addEventListener("error", () =>
      this.fail(new Error("The import stopped working. Your rows are kept as a draft; reload the page.")),
    );
    this.call("start", this.input).then(
      (draft) => this.set({ draft, ready: true }),
      () => this.set({ ready: true }),
    );
    return worker;
  }

  /** Gives up what the worker is doing and starts a new one; rows that were here come back from the draft. */
  async restart(why: Error): Promise<void> {
    const hadRows = this.view.summary?.phase === "fixing";
    this.worker.terminate();
    this.fail(why);
    this.set({ ...start });
    this.worker = this.spawn();
    if (hadRows) await this.call("continueDraft");
  }

  readonly snapshot = (): ImportView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Calls a method of the controller in the worker. Rejects with SourceRefused for sources that will not be read. */
  call<Name extends MethodName>(
    method: Name,
    ...args: Parameters<Methods[Name]>
  ): Promise<Awaited<ReturnType<Methods[Name]>>> {
    this.lastId++;
    const call: Call = { id: this.lastId, method, args };
    const transfers = args.flatMap((argument: unknown) => (isLoad(argument) ? [argument.bytes] : []));
    return new Promise((resolve, reject) => {
      this.waiting.set(call.id, { resolve, reject });
      this.worker.postMessage(call, transfers);
    });
  }

  /** The draft was continued, replaced or discarded: it is not offered again. */
  forgetDraftOffer(): void {
    this.set({ draft: undefined });
  }

  clearProgress(): void {
    this.set({ progress: undefined });
  }

  /** Ends the worker; whatever is under way is answered with a fault. */
  stop(): void {
    this.worker.terminate();
    this.fail(new Stopped());
  }

  private onPush(push: Push): void {
    if (push.push === "summary") this.set({ summary: push.summary, progress: undefined });
    else if (push.push === "progress")
      this.set({ progress: { stage: push.stage, done: push.done, all: push.all } });
    else if (push.push === "saved") this.set({ savedAt: push.at, unsavedWhy: undefined });
    else this.set({ unsavedWhy: push.why });
  }

  private onReply(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (!waiting) return;
    if (reply.ok) waiting.resolve(reply.value as never);
    else waiting.reject(reply.refused ? new SourceRefused(reply.message) : new Error(reply.message));
  }

  private fail(fault: Error): void {
    for (const { reject } of this.waiting.values()) reject(fault);
    this.waiting.clear();
  }

  private set(change: Partial<ImportView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

const isLoad = (argument: unknown): argument is { bytes: ArrayBuffer } =>
  typeof argument === "object" &&
  argument !== null &&
  "bytes" in argument &&
  argument.bytes instanceof ArrayBuffer;
