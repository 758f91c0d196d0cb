import { GatewayError } from "../core/errors.ts";
import type { Tx } from "./tx.ts";

const DAY_MS = 86_400_000;
/** Keys of money routes are promised for 30 days, others for 7. */
export const KEEP_MONEY_MS = 30 * DAY_MS;
export const KEEP_OTHER_MS = 7 * DAY_MS;

/** The till's name for one wish, inside its scope. */
export interface IdempotencyKey {
  /** Token id, method and path. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the parsed body in canonical JSON. */
  readonly bodyHash: Uint8Array;
  readonly keepMs: number;
}

/**
 * What this key made before, or undefined where it is new.
 * @throws idempotency_key_reused: it was used for another body
 */
export function replayOf(tx: Tx, key: IdempotencyKey | null): string | undefined {
  if (!key) return undefined;
  const row = tx
    .prepare("SELECT body_hash AS bodyHash, resource FROM idempotency WHERE scope = ? AND key = ?")
    .get(key.scope, key.key) as { bodyHash: Buffer; resource: string } | undefined;
  if (!row) return undefined;
  if (Buffer.compare(row.bodyHash, key.bodyHash) !== 0) {
    throw new GatewayError("idempotency_key_reused", `the key ${key.key} was used for another body`);
  }
  return row.resource;
}

/** Where the clock cannot tell: the promise begins when it can, with the next pruning. */
export const UNDATED_MS = 0;

/** In the same transaction as the thing itself: a key never outlives a rollback. */
export function rememberKey(tx: Tx, key: IdempotencyKey | null, resource: string): void {
  if (!key) return;
  tx.prepare(
    "INSERT INTO idempotency (scope, key, body_hash, resource, at_ms, keep_ms) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(key.scope, key.key, key.bodyHash, resource, tx.now.clockOk ? tx.now.wallMs : UNDATED_MS, key.keepMs);
}
