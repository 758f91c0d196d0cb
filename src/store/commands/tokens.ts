import { GatewayError } from "../../core/errors.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";

export interface CreateTokenInput extends Asked {
  readonly name: string;
  readonly scopes: readonly string[];
  /** A `till` token speaks for this till only. */
  readonly boundTill: string | null;
  /** SHA-256 of the secret; the secret itself is shown once and never stored. */
  readonly hash: Uint8Array;
}

export function createToken(tx: Tx, input: CreateTokenInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const id = tx.newId();
  tx.prepare("INSERT INTO token (id, name, hash, scopes, till, created_ms) VALUES (?, ?, ?, ?, ?, ?)").run(
    id,
    input.name,
    input.hash,
    JSON.stringify(input.scopes),
    input.boundTill,
    tx.now.wallMs,
  );
  const detail = { name: input.name, scopes: input.scopes, till: input.boundTill };
  appendAudit(tx, { actor: input.actor, action: "token.create", subject: id, detail });
  rememberKey(tx, input.key, id);
  return { id, replayed: false };
}

/** @throws not_found */
export function revokeToken(tx: Tx, input: { readonly id: string; readonly actor: string }): null {
  const { changes } = tx
    .prepare("UPDATE token SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL")
    .run(tx.now.wallMs, input.id);
  if (changes === 0) throw new GatewayError("not_found", `there is no token ${input.id}`);
  appendAudit(tx, { actor: input.actor, action: "token.revoke", subject: input.id, detail: {} });
  return null;
}
