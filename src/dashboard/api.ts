/** Calls of the public API with the browser's session. Who is not signed in is told so in one place. */
import { createCell } from "./cell.ts";

/** What the gateway answered when it could not do as asked (RFC 9457). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const CSRF_HEADER = "x-csrf-token";
/** Beside the cookie, which no script can read: the second half of the session, for calls that change something. */
const CSRF_KEY = "tillgate.csrf";

/** True once a call was refused for want of a token. */
export const signedOut = createCell(false);

export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call(path, signal === undefined ? {} : { signal })).json() as Promise<T>;
}

/** A wish with an effect: it carries a key, so that a doubled click or a repeated try counts once. */
export async function wish<T>(path: string, body: object, key: string): Promise<T> {
  const headers: Record<string, string> = { "content-type": "application/json", "idempotency-key": key };
  const csrf = localStorage.getItem(CSRF_KEY);
  if (csrf !== null) headers[CSRF_HEADER] = csrf;
  const response = await call(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json() as Promise<T>;
}

/** Changes a token for the session cookie. @throws Refusal: not a token of this gateway */
export async function signIn(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await call("/v1/session", { method: "POST", headers, body: "{}" });
  const { csrf } = (await response.json()) as { readonly csrf: string };
  localStorage.setItem(CSRF_KEY, csrf);
  signedOut.set(false);
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: "same-origin", ...init }).catch(() => {
    throw new Refusal(0, "no_answer", "The gateway does not answer. Is this device still in the shop's network?");
  });
  if (response.ok) return response;
  if (response.status === 401) signedOut.set(true);
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
  const message = problem.detail ?? `The gateway answered ${response.status}`;
  return new Refusal(response.status, problem.code ?? "internal", message);
}

/** Random, also where the page came over plain HTTP and crypto.randomUUID does not exist. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What went wrong, for a toast. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
