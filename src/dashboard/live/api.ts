/** Calls of the public API with the browser's session. Who may not look on is told so in one place. */
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
let csrfToken: string | null = null;

export interface Session {
  readonly name: string;
  readonly csrfToken: string;
}

/** asking: not known yet. in: may look on. out: needs a token. forbidden: the token may not look on. */
export type Access = "asking" | "in" | "out" | "forbidden";
export const access = createCell<Access>("asking");
/** Null: signed in without a token, as a page on the gateway's own machine may be. */
export const session = createCell<Session | null>(null);

export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call(path, signal === undefined ? {} : { signal })).json() as Promise<T>;
}

/** A wish with an effect: it carries a key, so that a doubled click or a repeated try counts once. */
export async function wish<T>(path: string, body: object, key: string): Promise<T> {
  const headers = { "content-type": "application/json", "idempotency-key": key, ...csrfHeader() };
  const response = await call(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json() as Promise<T>;
}

const csrfHeader = (): Record<string, string> => (csrfToken === null ? {} : { [CSRF_HEADER]: csrfToken });

/** Changes a token for the session cookie. @throws Refusal: not a token of this gateway */
export async function signIn(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await call("/v1/session", { method: "POST", headers, body: "{}" });
  take((await response.json()) as Session);
}

/** The session that the browser's cookie stands for, after the page was reloaded. */
export async function resume(): Promise<void> {
  try {
    take(await read<Session>("/v1/session"));
  } catch (refusal) {
    take(null);
    if (!(refusal instanceof Refusal)) throw refusal;
  }
}

export async function signOut(): Promise<void> {
  await call("/v1/session", { method: "DELETE", headers: csrfHeader() });
  take(null);
}

function take(next: Session | null): void {
  csrfToken = next?.csrfToken ?? null;
  session.set(next);
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: "same-origin", ...init }).catch(() => {
    throw new Refusal(
      0,
      "no_answer",
      "The gateway does not answer. Is this device still in the shop's network?",
    );
  });
  if (response.ok) return response;
  if (response.status === 401) access.set("out");
  throw await refusalOf(response);
}

async function refusalOf(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => ({}))) as {
    readonly code?: string;
    readonly detail?: string;
  };
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
