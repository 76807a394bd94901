import { PrismaPg } from "@prisma/adapter-pg";
import { assert } from "@/server/domain/errors";
import { type Prisma, PrismaClient } from "./generated/client";

export type Reader = PrismaClient;
export type FirmReader = Prisma.TransactionClient;

/** The Prisma client, for reads and simple CRUD; money is written through withFirmTx only. */
export function createReader(databaseUrl: string, max: number): Reader {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl,
      max,
      application_name: "prorata-read",
      statement_timeout: 10_000,
      connectionTimeoutMillis: 5_000,
    }),
  });
}

/** Reads as one firm: the firm is set transaction-locally, so row-level security shows that firm's rows and no others. */
export function readAsFirm<T>(
  reader: Reader,
  firmId: string,
  fn: (read: FirmReader) => Promise<T>,
): Promise<T> {
  assert(/^\d{1,19}$/.test(firmId), `not a firm id: ${firmId}`);
  return reader.$transaction(
    async (read) => {
      await read.$executeRaw`select set_config('prorata.firm_id', ${firmId}, true), set_config('transaction_read_only', 'on', true)`;
      return fn(read);
    },
    { maxWait: 5_000, timeout: 20_000 },
  );
}
