import { startFauxqs } from "fauxqs";

/** SQS as an emulator in memory. */
await startFauxqs({ port: Number(process.env.PORT), logger: false });
process.on("SIGTERM", () => process.exit(0));
