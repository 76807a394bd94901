import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkProof, type Proof, proofSchema } from "../server/domain/batch/proof.ts";
import { InvariantError } from "../server/domain/errors.ts";
import { runCommand, Sentence } from "./sentence.ts";

const usage = `Usage: npm run proof -- FILE
Computes a batch again, offline, from what GET /api/v2/allocation/trade/batch/{batchTransactionId}/proof answered.`;

const shownDifferences = 50;

function sha256(pieces: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece, "utf8");
  return hash.digest("hex");
}

function readProof(file: string): Proof {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Sentence(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = proofSchema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Sentence(`${file} is no proof: ${issue?.path.join(".") || "the file"}: ${issue?.message}`);
}

/** A proof whose fills cannot belong to its allocations at all is a difference as well. */
function differencesOf(proof: Proof): string[] {
  try {
    return checkProof(proof, sha256);
  } catch (error) {
    if (error instanceof InvariantError) return [error.message];
    throw error;
  }
}

async function main(): Promise<void> {
  const [file, ...others] = process.argv.slice(2);
  if (file === undefined || others.length > 0) throw new Sentence(usage);
  const proof = readProof(file);
  const differences = differencesOf(proof);
  const { batch, statement, averagePrice } = proof;
  const what = `Batch ${batch.batchTransactionId} (${batch.symbol}, ${batch.status})`;
  if (differences.length === 0) {
    const price = averagePrice === null ? "nothing filled" : `average price ${averagePrice.published}`;
    console.log(`${what}: ${statement.lines} allocations, ${price}, statement ${statement.sha256}: ties.`);
    return;
  }
  console.log(`${what} does not tie:`);
  for (const difference of differences.slice(0, shownDifferences)) console.log(`  ${difference}`);
  const more = differences.length - shownDifferences;
  if (more > 0) console.log(`  … and ${more} more`);
  process.exitCode = 1;
}

await runCommand(main);
