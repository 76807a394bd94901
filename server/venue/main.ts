import { serveVenue } from "./http";
import { openVenue } from "./venue";

type Settings = { port: number; host: string; home: string };

/** The one place of this process that reads its surroundings: VENUE_PORT (0 takes a free port), VENUE_HOST and VENUE_HOME. */
function readSettings(): Settings {
  const {
    VENUE_PORT: port = "4640",
    VENUE_HOST: host = "127.0.0.1",
    VENUE_HOME: home = ".prorata/venue",
  } = process.env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`VENUE_PORT must be a port number, not "${port}"`);
  if (home === "") throw new Error("VENUE_HOME must name a directory");
  return { port: Number(port), host, home };
}

const say = (fields: Record<string, unknown>): void => console.log(JSON.stringify(fields));

async function main(): Promise<void> {
  const { port, host, home } = readSettings();
  const venue = openVenue({ home });
  const server = await serveVenue(venue, port, host);
  say({ level: "info", text: "venue listening", url: server.url, port: server.port, home });
  const stop = (): void => {
    void server.close().then(() => {
      venue.close();
      say({ level: "info", text: "venue stopped" });
    });
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(`The venue could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
