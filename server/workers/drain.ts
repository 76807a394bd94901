/** Runs until SIGTERM or SIGINT, then stops the work in hand and ends; a second signal ends at once. */
export function runUntilStopped(stop: () => Promise<void>): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return controller.signal;
}
