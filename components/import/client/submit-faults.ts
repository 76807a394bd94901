import { failureOf } from "@/components/frame/failure";
import type { Fault } from "./submit-queue";

/** Whether a failed call is worth sending again: the network, a busy or restarting server are; an answer is an answer. */
export function explainFault(error: unknown): Fault {
  const failure = failureOf(error instanceof Error ? error : new Error(String(error)));
  if (failure.kind === "lost") {
    return {
      retry: true,
      why: navigator.onLine
        ? "The desk does not answer. Trying again."
        : "No network. It goes on by itself when it is back.",
    };
  }
  if (failure.kind === "unavailable") return { retry: true, why: failure.detail };
  const reference = failure.reference === undefined ? "" : ` Reference ${failure.reference}.`;
  return { retry: false, why: `${failure.detail}${reference}` };
}

/** Waits for the time to pass, or for the network to come back, whichever is first. */
export function waitForNetwork(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });
}
