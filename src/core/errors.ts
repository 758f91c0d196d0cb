/** What the caller may do next. retry: count it, back off. wait: not counted, until something changes. ask: find() first. stop: over. */
export type After = "retry" | "wait" | "ask" | "stop";

interface CodeMeaning {
  readonly status: number;
  readonly after: After;
  /** The sentence of the docs page and the problem's title. */
  readonly title: string;
}

/**
 * Every code of the public API: words, added to and never renamed.
 * The one table behind problem+json, the docs page and the dispatcher.
 */
export const ERROR_CODES = {
  invalid_input: { status: 400, after: "stop", title: "the request is not of the form the API takes" },
  idempotency_key_required: {
    status: 400,
    after: "stop",
    title: "a call with an effect needs an Idempotency-Key",
  },
  unauthenticated: { status: 401, after: "stop", title: "no valid token" },
  forbidden: { status: 403, after: "stop", title: "the token may not do this" },
  wrong_till: { status: 403, after: "stop", title: "the order belongs to another till" },
  not_found: { status: 404, after: "stop", title: "there is no such thing" },
  unknown_device: { status: 404, after: "stop", title: "no device has this id" },
  idempotency_key_reused: { status: 409, after: "stop", title: "this key was used for another body" },
  order_exists: { status: 409, after: "stop", title: "an order with this id and other content exists" },
  order_changed: { status: 409, after: "stop", title: "the order moved on since this revision" },
  order_paid: { status: 409, after: "stop", title: "the order is paid: reverse its payments or refund it" },
  payment_used: { status: 409, after: "stop", title: "the payment already pays another order" },
  wrong_state: { status: 409, after: "stop", title: "not possible in the present state" },
  device_busy: { status: 409, after: "retry", title: "the device is busy" },
  too_large: { status: 413, after: "stop", title: "the request is too large" },
  unsupported_media_type: { status: 415, after: "stop", title: "send application/json" },
  totals_mismatch: { status: 422, after: "stop", title: "the totals do not follow from the lines" },
  overpaid: { status: 422, after: "stop", title: "the payments exceed what is due" },
  refund_exceeds_paid: { status: 422, after: "stop", title: "the refund exceeds what was paid" },
  vendor_rejected: { status: 422, after: "stop", title: "the vendor refused this for good" },
  too_many_requests: { status: 429, after: "retry", title: "too many requests" },
  protocol_error: { status: 502, after: "stop", title: "the other side broke its protocol" },
  vendor_unavailable: { status: 503, after: "retry", title: "the vendor cannot be reached or is overloaded" },
  device_offline: { status: 503, after: "wait", title: "the device does not answer" },
  device_needs_person: { status: 503, after: "wait", title: "the device waits for a person" },
  vendor_sign_in: { status: 503, after: "wait", title: "the vendor refuses our credentials" },
  store_full: { status: 503, after: "wait", title: "the disk is full: nothing was stored" },
  store_unknown: {
    status: 503,
    after: "wait",
    title: "the disk failed: it may or may not be stored, send it again with the same key",
  },
  store_read_only: { status: 503, after: "wait", title: "the store takes no writes now" },
  queue_full: { status: 503, after: "wait", title: "too much is waiting already" },
  outcome_unknown: { status: 202, after: "ask", title: "it may have happened" },
  internal: { status: 500, after: "stop", title: "a fault of the gateway itself" },
} as const satisfies Record<string, CodeMeaning>;

export type ErrorCode = keyof typeof ERROR_CODES;
export type Facts = Readonly<Record<string, unknown>>;

export class GatewayError extends Error {
  override readonly name: string = "GatewayError";
  readonly code: ErrorCode;
  readonly after: After;
  /** For the log and the problem's body. Never card data, never a secret. */
  readonly facts: Facts;
  /** The pause the other side asked for (Retry-After), in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly facts?: Facts;
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.after = ERROR_CODES[code].after;
    this.facts = options.facts ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

export const isGatewayError = (error: unknown): error is GatewayError => error instanceof GatewayError;

/** No byte reached the device: trying again is safe. */
export const offline = (message: string, cause?: unknown): GatewayError =>
  new GatewayError("device_offline", message, { cause });

/** Paper, cover, cutter: nothing was printed; the job waits for a person at the device. */
export const needsPerson = (message: string, facts: Facts): GatewayError =>
  new GatewayError("device_needs_person", message, { facts });

/** Some bytes went out and no answer came: the thing may have happened. */
export const outcomeUnknown = (message: string, cause?: unknown): GatewayError =>
  new GatewayError("outcome_unknown", message, { cause });

export const busy = (message: string): GatewayError => new GatewayError("device_busy", message);

export const vendorUnavailable = (message: string, retryAfterMs?: number, cause?: unknown): GatewayError =>
  new GatewayError("vendor_unavailable", message, { cause, retryAfterMs });

export const vendorRejected = (message: string, facts: Facts): GatewayError =>
  new GatewayError("vendor_rejected", message, { facts });

export const vendorSignIn = (message: string): GatewayError => new GatewayError("vendor_sign_in", message);
