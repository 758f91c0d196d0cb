/**
 * Idempotency keys: the first success is remembered and given again; another body under the same key is
 * refused.
 * Source: developer.squareup.com/docs/working-with-apis/idempotency. Keys are remembered for each operation
 * apart.
 */
import { createHash } from "node:crypto";
import { badRequest } from "./errors.ts";
import { isRecord } from "./schema.ts";
import type { KeyRecord, Store } from "./store.ts";

export interface KeyedRequest {
  readonly name: string;
  readonly bodyHash: string;
}

/** null: the request carries no key. */
export function keyedRequest(operation: string, path: string, body: unknown): KeyedRequest | null {
  const key = isRecord(body) ? body["idempotency_key"] : undefined;
  if (typeof key !== "string" || key === "") return null;
  const bodyHash = createHash("sha256")
    .update(`${path}\n${canonical(body)}`)
    .digest("hex");
  return { name: `${operation} ${key}`, bodyHash };
}

/** The remembered answer, or null. @throws SquareError 400 IDEMPOTENCY_KEY_REUSED: the body differs. */
export function remembered(
  store: Store,
  request: KeyedRequest,
  nowMs: number,
  ttlMs: number | null,
): KeyRecord | null {
  const record = store.keys.get(request.name);
  if (record === undefined || (ttlMs !== null && nowMs - record.atMs >= ttlMs)) return null;
  if (record.bodyHash === request.bodyHash) return record;
  const detail = "the idempotency key was used before with another request";
  throw badRequest("IDEMPOTENCY_KEY_REUSED", detail, "idempotency_key");
}

/** The same JSON whatever the order of its fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(",")}}`;
}
