/** Enough to see what went wrong; the whole list is one press away. */
export const rejectedRowsShown = 10;

/** The same input on the server and in the browser, so that the browser finds what the server fetched. */
export const rejectedRowsInput = (batchTransactionId: string) => ({
  batchTransactionId,
  status: "REJECTED" as const,
  limit: rejectedRowsShown,
});
