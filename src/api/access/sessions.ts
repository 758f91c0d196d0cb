/** Browser sessions: in memory only, so a restart signs browsers out and no stolen disk signs anybody in. */
import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";

export const SESSION_COOKIE = "tillgate_session";
export const CSRF_HEADER = "x-csrf-token";
/** A working day and its close. */
const SESSION_MS = 12 * 3_600_000;
/** A shop has a handful of screens; the oldest sessions make room. */
const MAX_SESSIONS = 200;

export interface Session {
  readonly id: string;
  readonly csrf: string;
  readonly caller: Caller;
  /** Wall, for the browser; here it ends by the monotonic clock, which nobody sets. */
  readonly expiresAtMs: number;
  readonly endsAtMs: number;
}

export interface Sessions {
  open(caller: Caller): Session;
  find(id: string | undefined): Session | undefined;
  close(id: string | undefined): void;
  closeAllOf(tokenId: string): void;
}

export function createSessions(nowMs: () => number, monotonicMs: () => number): Sessions {
  const byId = new Map<string, Session>();
  const makeRoom = (): void => {
    for (const [id, session] of byId) if (session.endsAtMs <= monotonicMs()) byId.delete(id);
    for (const id of byId.keys()) if (byId.size >= MAX_SESSIONS) byId.delete(id);
  };
  return {
    open(caller) {
      makeRoom();
      const session: Session = {
        id: randomBytes(32).toString("base64url"),
        csrf: randomBytes(16).toString("base64url"),
        caller,
        expiresAtMs: nowMs() + SESSION_MS,
        endsAtMs: monotonicMs() + SESSION_MS,
      };
      byId.set(session.id, session);
      return session;
    },
    find(id) {
      const session = id === undefined ? undefined : byId.get(id);
      return session && session.endsAtMs > monotonicMs() ? session : undefined;
    },
    close: (id) => void (id !== undefined && byId.delete(id)),
    closeAllOf(tokenId) {
      for (const [id, session] of byId) if (session.caller.tokenId === tokenId) byId.delete(id);
    },
  };
}

/** The session's id in a Cookie header: RFC 6265, section 4.2.1. */
export function sessionIdOf(cookie: string | undefined): string | undefined {
  const prefix = `${SESSION_COOKIE}=`;
  const pairs = (cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
}
