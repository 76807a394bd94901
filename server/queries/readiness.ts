import type pg from "pg";
import { isDatabaseReady } from "@/server/db/readiness";

/** True when this process can serve: the database answers and is migrated. The venue may be away; batches wait for it. */
export const isReady = (pool: pg.Pool): Promise<boolean> => isDatabaseReady(pool);
