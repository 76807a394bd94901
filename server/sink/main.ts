import { openBins } from "./bins";
import { serveSink } from "./http";

type Settings = { port: number; home: string };

/** The one place of this process that reads its surroundings: SINK_PORT (0 takes a free port) and SINK_HOME. */
function readSettings(): Settings {
  const { SINK_PORT: port = "4650", SINK_HOME: home = ".prorata/sink" } = process.env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`SINK_PORT must be a port number, not "${port}"`);
  if (home === "") throw new Error("SINK_HOME must name a directory");
  return { port: Number(port), home };
}

const say = (fields: Record<string, unknown>): void => console.log(JSON.stringify(fields));

async function main(): Promise<void> {
  const { port, home } = readSettings();
  const server = await serveSink(openBins({ home }), port);
  say({ level: "info", text: "sink listening", url: server.url, port: server.port, home });
  const stop = (): void => {
    void server.close().then(() => say({ level: "info", text: "sink stopped" }));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(`The sink could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
