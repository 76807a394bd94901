import { openBins } from "./bins";
import { serveSink } from "./http";

type Settings = { port: number; home: string; logMb: number };

/** The one place of this process that reads its surroundings: SINK_PORT (0 takes a free port), SINK_HOME, and SINK_LOG_MB. */
function readSettings(): Settings {
  const {
    SINK_PORT: port = "4650",
    SINK_HOME: home = ".prorata/sink",
    SINK_LOG_MB: logMb = "50",
  } = process.env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`SINK_PORT must be a port number, not "${port}"`);
  if (home === "") throw new Error("SINK_HOME must name a directory");
  if (!/^[1-9]\d{0,4}$/.test(logMb)) throw new Error(`SINK_LOG_MB must be a whole number, not "${logMb}"`);
  return { port: Number(port), home, logMb: Number(logMb) };
}

const say = (fields: Record<string, unknown>): void => console.log(JSON.stringify(fields));

async function main(): Promise<void> {
  const { port, home, logMb } = readSettings();
  const server = await serveSink(openBins({ home, largestLog: logMb * 1024 * 1024 }), port);
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
