/**
 * What a handler may see, and what it hands back. Handlers are pure: they read the store and return changes.
 */
import { badRequest, notFound } from "./errors.ts";
import type { Change, Store } from "./store.ts";
import type { Location } from "./wire.ts";

export interface Context {
  readonly store: Store;
  readonly locations: readonly Location[];
  readonly cursors: Cursors;
  /** Server time, skew included; RFC 3339 UTC with milliseconds. */
  readonly nowIso: string;
  readonly newId: () => string;
}

export interface Call extends Context {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Outcome {
  readonly body: object;
  readonly changes: readonly Change[];
}

export type Handler = (call: Call) => Outcome;

/** Cursors live in memory: a restart makes every one stale, like Square's after some minutes. */
export interface Cursors {
  /** @throws SquareError 400 INVALID_CURSOR: unknown, stale, or from another query. */
  resume(cursor: string, query: string): string;
  issue(query: string, after: string): string;
  expireAll(): void;
}

/** @throws SquareError 400: the seller has no such location. */
export function locationOf(context: Context, id: string | undefined, field: string): Location {
  const first = context.locations[0];
  if (first === undefined) throw notFound("location", "main");
  if (id === undefined) return first;
  const found = context.locations.find((location) => location.id === id);
  if (found === undefined) throw badRequest("INVALID_VALUE", `location ${id} is not this seller's`, field);
  return found;
}

export function param(call: Call, name: string): string {
  return call.params[name] ?? "";
}
