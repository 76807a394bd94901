import { setTimeout as sleep } from "node:timers/promises";
import { ensurePostgres, type PostgresOptions, type RunningPostgres } from "./postgres.ts";
import { isPostgres } from "./postgres-process.ts";

const checkEveryMs = 500;

type Listener = {
  say(text: string): void;
  onMoved(url: string): Promise<void>;
  onLost(error: unknown): void;
};

/** The embedded server under watch: when it dies it is started again, on the same port whenever that is still free. */
export class EmbeddedServer {
  private readonly options: PostgresOptions;
  private server: RunningPostgres;
  private watching: Promise<void> | undefined;
  private readonly stopped = new AbortController();

  private constructor(options: PostgresOptions, server: RunningPostgres) {
    this.options = options;
    this.server = server;
  }

  static async start(options: PostgresOptions): Promise<EmbeddedServer> {
    return new EmbeddedServer(options, await ensurePostgres(options));
  }

  get url(): string {
    return this.server.url;
  }

  get pid(): number {
    return this.server.pid;
  }

  get adopted(): boolean {
    return this.server.adopted;
  }

  watch(listener: Listener): void {
    this.watching = this.watchUntilStopped(listener).catch((error: unknown) => listener.onLost(error));
  }

  private async watchUntilStopped({ say, onMoved }: Listener): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await sleep(checkEveryMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || isPostgres(this.server.pid)) continue;
      say(`The database server (${this.server.pid}) ended unexpectedly. Its log: ${this.server.logFile}`);
      const before = this.server.url;
      const startedAt = Date.now();
      this.server = await ensurePostgres(this.options);
      say(`The database server runs again after ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
      if (this.server.url !== before) await onMoved(this.server.url);
    }
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.watching;
    await this.server.stop();
  }

  /** Ends the server at once; it recovers from its log at the next start. */
  kill(): void {
    this.stopped.abort();
    if (isPostgres(this.server.pid)) process.kill(this.server.pid, "SIGQUIT");
  }
}
