/** Who calls, and what they may do. */
import { GatewayError } from "../../core/errors.ts";

/**
 * till: sells, prints, opens drawers, for its own till id. kitchen: prints and sees orders. operator: sees and mends what the
 * shop does, and holds `status`. admin: everything. status: looks on. raw: may send a printer its own bytes.
 */
export const SCOPES = ["till", "kitchen", "operator", "admin", "status", "raw"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Caller {
  readonly tokenId: string;
  /** For the audit. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The till that the token speaks for; null: any. */
  readonly till: string | null;
  /** What the token is known by as long as nobody revokes it; null: the caller has none. */
  readonly tokenHash: Uint8Array | null;
  readonly via: "token" | "session" | "loopback";
}

/** admin holds every scope, operator also `status`. A till sees its own orders, not the whole shop's stream. */
export function may(caller: Caller, wanted: readonly Scope[]): boolean {
  const held: readonly Scope[] = caller.scopes.includes("operator")
    ? [...caller.scopes, "status"]
    : caller.scopes;
  return held.includes("admin") || wanted.some((scope) => held.includes(scope));
}

/** @throws wrong_till: the token speaks for another till */
export function refuseOtherTill(caller: Caller, till: string, what: string): void {
  if (caller.till === null || caller.till === till) return;
  throw new GatewayError("wrong_till", `${what} belongs to till ${till}, the token to ${caller.till}`);
}
