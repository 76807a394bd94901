import { callCodes, type ErrorCode, rejectCodes } from "@/server/domain/errors";
import { httpStatus } from "./errors";

/** `error`: an HTTP error. `rejection`: a 200 whose status is REJECTED or CANCELLED, or an event. `both`: either. */
export type ErrorWord = { seenAs: "error" | "rejection" | "both"; meaning: string; action: string };

type WireErrorCode = ErrorCode | "INTERNAL";

const error = (meaning: string, action: string): ErrorWord => ({ seenAs: "error", meaning, action });
const rejection = (meaning: string, action: string): ErrorWord => ({ seenAs: "rejection", meaning, action });
const both = (meaning: string, action: string): ErrorWord => ({ seenAs: "both", meaning, action });

const newId = "Correct it and send it again under a new clientTransactionId.";

/** What every code means and what the caller does about it; a code without words does not compile. */
export const errorWords: Record<WireErrorCode, ErrorWord> = {
  ACCOUNT_NOT_FOUND: both("The investor account does not exist in your firm.", `Check the account. ${newId}`),
  FIRM_ACCOUNT_NOT_FOUND: rejection(
    "Your firm has no Firm Allocation Account.",
    "Ask support to create one, then open another batch.",
  ),
  DUPLICATE_CLIENT_TRANSACTION_ID: rejection(
    "This clientTransactionId was submitted before; the first allocation stands as it is.",
    "Read the first one with GET. If this is another allocation, give it its own id.",
  ),
  SYMBOL_MISMATCH: rejection("The symbol is not the one the batch was opened for.", newId),
  BATCH_NOT_FOUND: both(
    "There is no batch with this batchTransactionId in your firm.",
    "Open the batch first, or correct the id.",
  ),
  ALLOCATION_COUNT_MISMATCH: error(
    "The number given at close is not the number of accepted allocations; the batch stays OPEN.",
    "Compare details.expected with details.accepted and details.rejected, then close again.",
  ),
  INSUFFICIENT_HOLDINGS: rejection(
    "The account holds less than all its sells of the batch need together.",
    "Sell at most what GET /positions/{account} calls tradable, in another batch.",
  ),
  ALLOCATION_NOT_FOUND: error(
    "There is no allocation with this clientTransactionId in your firm.",
    "Correct the id. If your call was lost, send the same body again.",
  ),
  SYMBOL_NOT_FOUND: rejection(
    "The symbol is not listed.",
    "Take one of GET /instruments and open another batch under a new batchTransactionId.",
  ),
  AMOUNT_NOT_POSITIVE: rejection("The amount is zero or below.", newId),
  AMOUNT_PRECISION: rejection(
    "The amount has more decimals than its asset: 2 in USD, the instrument's in coin.",
    newId,
  ),
  AMOUNT_BELOW_MINIMUM: rejection(
    "The amount is below the instrument's minimum order.",
    "Ask for more; only a SELL of coins that closes the whole position may be smaller.",
  ),
  FEE_INVALID: rejection("The fee is negative, too precise, or larger than may be charged.", newId),
  INSUFFICIENT_BUYING_POWER: rejection(
    "The account's settled USD does not cover its buys of the batch with their fees.",
    "Fund the account or ask for less, in another batch.",
  ),
  BATCH_NOT_OPEN: both(
    "The batch was closed, cancelled or refused, so it takes no more changes.",
    "Read the batch; open another one for what is left.",
  ),
  NO_LIQUIDITY: rejection("The market filled nothing of the order.", "Try again in another batch."),
  NO_VALID_ALLOCATION: rejection(
    "No allocation of the batch passed the checks, so no order was sent.",
    "Read the rejectReason of each allocation.",
  ),
  NET_ZERO: rejection(
    "Buys and sells of the batch are equal, so no fill sets a price.",
    "Put the two sides into batches of their own.",
  ),
  MIXED_SIDES: rejection(
    "Your firm does not allow buys and sells in one batch.",
    "Put the two sides into batches of their own.",
  ),
  MARKET_CLOSED: error(
    "The market is closed: the trading day runs from 17:05 to 16:30 in Chicago.",
    "Close the batch once it is open again.",
  ),
  VENUE_REJECTED: rejection(
    "The market refused the order; the reason carries its words.",
    "Correct what it names and open another batch.",
  ),
  BATCH_CANCELLED: rejection("The batch was cancelled while it was OPEN.", "Open another batch."),
  BATCH_EXPIRED: both(
    "The batch was still OPEN at the end of the trading day.",
    "Open another batch and close it within the day.",
  ),
  BODY_INVALID: error(
    "The path, the query or the body is not what the operation takes; nothing was stored.",
    "details.field names the place and message the fault. Do not repeat it unchanged.",
  ),
  BATCH_MISMATCH: error(
    "The batchTransactionId was used before with another body.",
    "Take a new id, or send the same body as before.",
  ),
  UNAUTHENTICATED: error(
    "The token or key is missing, wrong, revoked or has ended.",
    "Get a token from POST /login and send the same call again.",
  ),
  FORBIDDEN: error(
    "Whoever the token or key belongs to may not do this.",
    "Use one that may; message names what is needed.",
  ),
  NOT_FOUND: error(
    "There is no such path, or nothing of your firm behind it.",
    "Check the path. Another firm's objects read the same.",
  ),
  ADDRESS_REFUSED: error(
    "Events may not be sent to this address; the message says why.",
    "Give a public HTTPS address without credentials, on port 443, 8443, or 10000 and above.",
  ),
  CONFLICT: error(
    "The object is in a state that does not allow this now; the message says which.",
    "Read the object again and do what the message says.",
  ),
  METHOD_NOT_ALLOWED: error(
    "The path does not take this method.",
    "Use a method that the Allow header names.",
  ),
  MEDIA_TYPE_UNSUPPORTED: error(
    "The body has another media type or charset, or is compressed.",
    "Send a type of details.accepted in UTF-8, not compressed.",
  ),
  TOO_LARGE: error(
    "The body is larger than the operation takes: 64 KiB, bulk 32 MiB and 100,000 rows.",
    "Send it in parts; one batch takes any number of calls.",
  ),
  TOO_MANY_REQUESTS: error(
    "Calls come too fast.",
    "Wait for the seconds that Retry-After says, then send the same call again.",
  ),
  UNAVAILABLE: error(
    "Prorata cannot answer right now.",
    "Wait for the seconds that Retry-After says, then send the same call again: repeats are safe.",
  ),
  INTERNAL: error(
    "A fault of ours.",
    "Ask for what the call would have made, and send it again if it is not there. Report requestId.",
  ),
};

const statusOf = (code: WireErrorCode): number => (code === "INTERNAL" ? 500 : httpStatus[code]);

/** Every code, in the order of the reject reasons and then of the faults of a call. */
export const wireErrorCodes: readonly WireErrorCode[] = [...rejectCodes, ...callCodes, "INTERNAL"];

/** The codes that come as an HTTP error of this status. */
export const codesOfStatus = (status: number): WireErrorCode[] =>
  wireErrorCodes.filter((code) => errorWords[code].seenAs !== "rejection" && statusOf(code) === status);

/** All codes with their words, for a reader. `status` is null where the code never comes as an HTTP error. */
export const errorTable = (): (ErrorWord & { code: string; status: number | null })[] =>
  wireErrorCodes.map((code) => ({
    code,
    status: errorWords[code].seenAs === "rejection" ? null : statusOf(code),
    ...errorWords[code],
  }));
