import { runStaticChecks } from "./static-checks.ts";

/** The static checks alone; `npm test` runs them first. */
const checks = await runStaticChecks(({ name, failure }) => {
  console.log(`${failure === undefined ? "ok    " : "FAILED"} ${name}`);
  if (failure !== undefined) console.log(failure);
});
if (checks.some((check) => check.failure !== undefined)) process.exitCode = 1;
