/** Where pg-boss keeps its tables, and the one queue there: jobs that name a batch with something left to do. */
export const jobSchema = "pgboss";
export const batchQueue = "batch";
