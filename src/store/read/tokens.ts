import type { Connection } from "../database.ts";
import { maybe } from "./page.ts";

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly till: string | null;
  readonly createdMs: number;
  readonly revokedMs: number | null;
}

const TOKEN = "SELECT id, name, scopes, till, created_ms AS createdMs, revoked_ms AS revokedMs FROM token";
const toToken = (row: unknown): TokenRow => {
  const { scopes, ...rest } = row as Omit<TokenRow, "scopes"> & { readonly scopes: string };
  return { ...rest, scopes: JSON.parse(scopes) as string[] };
};

export function tokenReads(db: Connection) {
  const tokenByHash = db.prepare(`${TOKEN} WHERE hash = ? AND revoked_ms IS NULL`);
  const keyOf = db.prepare<[string, string], { readonly bodyHash: Buffer; readonly resource: string }>(
    "SELECT body_hash AS bodyHash, resource FROM idempotency WHERE scope = ? AND key = ?",
  );
  return {
    tokenByHash: (hash: Uint8Array): TokenRow | undefined => maybe(tokenByHash.get(hash), toToken),
    tokens: (): readonly TokenRow[] => db.prepare(`${TOKEN} ORDER BY created_ms`).all().map(toToken),
    /** What a key made before, for routes that would do long work first. */
    idempotencyKey: (scope: string, key: string) => keyOf.get(scope, key),
  };
}
