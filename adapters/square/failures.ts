/** What an answer that is no success means for us. The table is that of README.md, "Errors". */
import {
  type GatewayError,
  type HttpAnswer,
  isGatewayError,
  vendorRejected,
  vendorSignIn,
  vendorUnavailable,
} from "../../src/sdk.ts";
import { problems } from "./schemas.ts";

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly field: string;
}

/** With the same key again: Square says so itself of TEMPORARY_ERROR; the others are moments, too. */
const TRY_AGAIN = ["TEMPORARY_ERROR", "CONFLICT", "VERSION_MISMATCH", "RATE_LIMITED", "REQUEST_TIMEOUT"];
/** Whatever the status: the owner has to act. */
const SIGN_IN = [
  "UNAUTHORIZED",
  "ACCESS_TOKEN_EXPIRED",
  "ACCESS_TOKEN_REVOKED",
  "INSUFFICIENT_SCOPES",
  "CLIENT_DISABLED",
  "APPLICATION_DISABLED",
  "FORBIDDEN",
];
const KEPT_PROBLEMS = 5;
const KEPT_CHARS = 200;

/** The error to throw for an answer of 300 and above. `where` names the call. */
export function failureOf(answer: HttpAnswer, where: string, nowMs: number): Error {
  const { status } = answer;
  const errors = problemsOf(answer.body);
  const codes = errors.map(({ code }) => code);
  const said = `Square answered ${where} with ${status}${codes.length === 0 ? "" : ` ${codes.join(", ")}`}`;
  if (status === 401 || status === 403 || codes.some((code) => SIGN_IN.includes(code)))
    return vendorSignIn(said);
  const isPassing =
    status === 408 || status === 429 || status >= 500 || codes.some((code) => TRY_AGAIN.includes(code));
  if (isPassing) return vendorUnavailable(said, retryAfterMs(answer, nowMs));
  const details = errors.map(({ code, detail, field }) => `${code} ${field}: ${detail}`.slice(0, KEPT_CHARS));
  return vendorRejected(details[0] === undefined ? said : `${said} (${details[0]})`, {
    status,
    codes,
    details,
  });
}

/** It will never work as asked. */
export const isRefused = (error: unknown): error is GatewayError =>
  isGatewayError(error) && error.code === "vendor_rejected";

/** Square refused it with this code. */
export const isRefusal = (error: unknown, code: string): boolean =>
  isRefused(error) && Array.isArray(error.facts["codes"]) && error.facts["codes"].includes(code);

function problemsOf(body: unknown): readonly Problem[] {
  const parsed = problems.safeParse(body);
  return parsed.success ? parsed.data.errors.slice(0, KEPT_PROBLEMS) : [];
}

/** Seconds or an HTTP date (RFC 9110). */
function retryAfterMs(answer: HttpAnswer, nowMs: number): number | undefined {
  const text = answer.headers["retry-after"];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
