import { measureQueue, readQueuePlan } from "./queue/measure";
import { measureRows } from "./rows";

const usage = `Usage: npm run bench -- [rows=repetitions ...], for example 10000=3 100000=2; the queue's short form follows
       npm run bench -- queue [full] [first-attempt] [drain] [sqs] [allocate] [bulk] [web]`;

const given = process.argv.slice(2);
const isQueueOnly = given[0] === "queue";
const queuePlan = readQueuePlan(isQueueOnly ? given.slice(1) : []);
const rowsPlan = (given.length > 0 ? given : ["10000=3", "100000=2"]).map((text) =>
  text.split("=").map(Number),
);
const isPlan = rowsPlan.flat().every((value) => Number.isSafeInteger(value) && value > 0);
if (queuePlan === null || (!isQueueOnly && !isPlan)) throw new Error(usage);

if (!isQueueOnly) await measureRows(rowsPlan);
await measureQueue(queuePlan);
