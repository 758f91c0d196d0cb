/**
 * Faults that can be switched on, at the start or while running. `…Every: n` strikes each nth request of its
 * kind, 0 is off; every change starts the counts again, so a test knows which request is struck.
 */
import { badRequest } from "./errors.ts";
import { SCOPES, type Scope } from "./routes.ts";
import { flag, integer, isRecord, list, object, oneOf, optional, parse, type Shape } from "./schema.ts";

export interface Faults {
  /** The socket is destroyed at once, whatever the request. */
  readonly unreachable: boolean;
  /** Writes: committed, then the socket is destroyed without an answer. */
  readonly loseAnswerEvery: number;
  /** Writes: committed, then nothing, ever. */
  readonly hangAfterCommitEvery: number;
  /** Writes: committed, then 500. */
  readonly serverErrorAfterCommitEvery: number;
  /** All requests: 429, nothing committed. */
  readonly rateLimitEvery: number;
  /** null leaves the Retry-After header out. */
  readonly rateLimitRetryAfterSeconds: number | null;
  /** All requests: 500, nothing committed. */
  readonly serverErrorEvery: number;
  /** All requests: committed, then half of the answer's bytes. */
  readonly truncateBodyEvery: number;
  /** All requests: committed, then 200 with a body that is not JSON. */
  readonly invalidJsonEvery: number;
  /** Wait before each request is handled. */
  readonly delayMs: number;
  /** 401 ACCESS_TOKEN_REVOKED. */
  readonly revokeToken: boolean;
  /** 403 INSUFFICIENT_SCOPES, for everything or for these permissions. */
  readonly forbid: boolean | readonly Scope[];
  /** null keeps keys for ever, 0 forgets them at once; Square's own time is unpublished. */
  readonly idempotencyTtlMs: number | null;
  /** Added to the server's clock: the Date header and every time it writes. */
  readonly clockSkewMs: number;
  readonly cursorTtlMs: number;
}

const NO_FAULTS: Faults = {
  unreachable: false,
  loseAnswerEvery: 0,
  hangAfterCommitEvery: 0,
  serverErrorAfterCommitEvery: 0,
  rateLimitEvery: 0,
  rateLimitRetryAfterSeconds: 1,
  serverErrorEvery: 0,
  truncateBodyEvery: 0,
  invalidJsonEvery: 0,
  delayMs: 0,
  revokeToken: false,
  forbid: false,
  idempotencyTtlMs: null,
  clockSkewMs: 0,
  // Observed by others: cursors are refused after some minutes.
  cursorTtlMs: 300_000,
};

type Counted = Extract<keyof Faults, `${string}Every`>;

export interface FaultBox {
  get(): Faults;
  /** Fields that are not given keep their value. */
  set(change: Partial<Faults>): void;
  reset(): void;
  /** Counts one request for this fault; true on each nth. */
  strikes(name: Counted): boolean;
}

export function createFaults(first: Partial<Faults>): FaultBox {
  let now: Faults = { ...NO_FAULTS, ...first };
  const counts = new Map<Counted, number>();
  return {
    get: () => now,
    set(change) {
      now = { ...now, ...change };
      counts.clear();
    },
    reset() {
      now = NO_FAULTS;
      counts.clear();
    },
    strikes(name) {
      const every = now[name];
      if (every <= 0) return false;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count % every === 0;
    },
  };
}

const every = optional(integer(0, 1_000_000));
const milliseconds = optional(integer(0, Number.MAX_SAFE_INTEGER));
const forbid: Shape<boolean | readonly Scope[]> = {
  check: (value, at, report) =>
    (Array.isArray(value) ? list(oneOf(SCOPES), 0, 9) : flag).check(value, at, report),
};
const shape = object({
  unreachable: optional(flag),
  loseAnswerEvery: every,
  hangAfterCommitEvery: every,
  serverErrorAfterCommitEvery: every,
  rateLimitEvery: every,
  serverErrorEvery: every,
  truncateBodyEvery: every,
  invalidJsonEvery: every,
  delayMs: milliseconds,
  revokeToken: optional(flag),
  forbid: optional(forbid),
  clockSkewMs: optional(integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  cursorTtlMs: milliseconds,
  rateLimitRetryAfterSeconds: optional(nullable(integer(0, 86_400))),
  idempotencyTtlMs: optional(nullable(integer(0, Number.MAX_SAFE_INTEGER))),
});

/** A change of faults as it comes over HTTP or the command line. @throws SquareError 400 */
export function parseFaults(value: unknown): Partial<Faults> {
  if (!isRecord(value)) throw badRequest("EXPECTED_OBJECT", "faults are an object", null);
  return parse(shape, value);
}

function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return {
    check(value, at, report) {
      if (value !== null) inner.check(value, at, report);
    },
  };
}
