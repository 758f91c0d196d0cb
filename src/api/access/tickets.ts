import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";

/** Long enough to open a socket, too short to be found in a proxy's log and used. */
export const TICKET_MS = 30_000;
/** A page asks for one at a time; a loop gone wild must not fill the memory. */
const MAX_TICKETS = 1_000;

/** Stands in for a token where a browser can send no header: the address of a WebSocket. Good once. */
export interface Tickets {
  issue(caller: Caller): { readonly ticket: string; readonly expiresAtMs: number };
  redeem(ticket: string): Caller | undefined;
  dropAllOf(tokenId: string): void;
}

export function createTickets(nowMs: () => number, monotonicMs: () => number): Tickets {
  const open = new Map<string, { readonly caller: Caller; readonly endsAtMs: number }>();
  const makeRoom = (): void => {
    for (const [ticket, { endsAtMs }] of open) if (endsAtMs <= monotonicMs()) open.delete(ticket);
    for (const ticket of open.keys()) if (open.size >= MAX_TICKETS) open.delete(ticket);
  };
  return {
    issue(caller) {
      makeRoom();
      const ticket = randomBytes(24).toString("base64url");
      open.set(ticket, { caller, endsAtMs: monotonicMs() + TICKET_MS });
      return { ticket, expiresAtMs: nowMs() + TICKET_MS };
    },
    redeem(ticket) {
      const found = open.get(ticket);
      open.delete(ticket);
      return found && found.endsAtMs > monotonicMs() ? found.caller : undefined;
    },
    dropAllOf(tokenId) {
      for (const [ticket, { caller }] of open) if (caller.tokenId === tokenId) open.delete(ticket);
    },
  };
}
