/**
 * Square's error body: `{errors: [{category, code, detail, field}]}`.
 * Source: developer.squareup.com/docs/build-basics/handling-errors and the ErrorCode enum of Square's OpenAPI
 * file. Which code answers which mistake is mostly our reading: README.md says where we guess.
 */

export interface SquareProblem {
  readonly category: string;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** An answer that is not 2xx. Thrown by handlers, turned into JSON in server.ts. */
export class SquareError extends Error {
  readonly status: number;
  readonly problems: readonly SquareProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    problems: readonly SquareProblem[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(problems.map((problem) => `${problem.code}: ${problem.detail}`).join("; "));
    this.status = status;
    this.problems = problems;
    this.headers = headers;
  }
}

/** One fault of a request; `field` is a dotted path, as Square writes it. */
export function problem(code: string, detail: string, field: string | null): SquareProblem {
  const category = "INVALID_REQUEST_ERROR";
  return field === null ? { category, code, detail } : { category, code, detail, field };
}

/** 400 with one problem. */
export function badRequest(code: string, detail: string, field: string | null): SquareError {
  return new SquareError(400, [problem(code, detail, field)]);
}

export function notFound(what: string, id: string): SquareError {
  return new SquareError(404, [problem("NOT_FOUND", `${what} with id ${id} was not found`, null)]);
}

export function versionMismatch(sent: number | string, present: number | string): SquareError {
  const detail = `version ${sent} was sent, the stored version is ${present}`;
  return badRequest("VERSION_MISMATCH", detail, null);
}

export function unauthorized(code: string, detail: string): SquareError {
  return new SquareError(401, [{ category: "AUTHENTICATION_ERROR", code, detail }]);
}

export function insufficientScopes(scope: string): SquareError {
  const detail = `the access token lacks the permission ${scope}`;
  return new SquareError(403, [{ category: "AUTHENTICATION_ERROR", code: "INSUFFICIENT_SCOPES", detail }]);
}

/** 429; Square publishes no Retry-After, so `retryAfterSeconds` may be null. */
export function rateLimited(retryAfterSeconds: number | null): SquareError {
  const headers = retryAfterSeconds === null ? {} : { "Retry-After": String(retryAfterSeconds) };
  const detail = "too many requests";
  return new SquareError(429, [{ category: "RATE_LIMIT_ERROR", code: "RATE_LIMITED", detail }], headers);
}

export function internalError(): SquareError {
  const detail = "an internal error has occurred";
  return new SquareError(500, [{ category: "API_ERROR", code: "INTERNAL_SERVER_ERROR", detail }]);
}
