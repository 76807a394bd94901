import { Sandbox } from "./sandbox.ts";
import { runCommand, Sentence } from "./sentence.ts";
import { makeThrowawayHome, removeThrowawayHome, sweepThrowawayHomes } from "./throwaway.ts";

/** A whole desk in a home that is thrown away, for the browser tests: the same code as `npm start`, on the port of PORT. */
await runCommand(async () => {
  const port = Number(process.env.PORT);
  if (!Number.isInteger(port)) throw new Sentence("PORT must name the port of the desk under test.");
  await sweepThrowawayHomes();
  const home = makeThrowawayHome();
  const webhookAllowedHosts = process.env.WEBHOOK_ALLOWED_HOSTS ?? "";
  const say = (text: string) => console.log(text);
  const sandbox = new Sandbox({ home, port, durable: false, webhookAllowedHosts, say });
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    await removeThrowawayHome(home);
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  await sandbox.start();
  console.log(`ready at ${sandbox.url}`);
});
