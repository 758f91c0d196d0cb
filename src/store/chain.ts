import { createHash } from "node:crypto";
import type { Tx } from "./tx.ts";

/** The first link hangs on this: 32 zero bytes. */
export const GENESIS = Buffer.alloc(32);

/** Hash of a row = SHA-256(hash of the row before, then each field after its length): no field can be moved into its neighbour. */
export function linkHash(before: Uint8Array, fields: readonly (string | number)[]): Buffer {
  const hash = createHash("sha256").update(before);
  for (const field of fields) {
    const text = String(field);
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  }
  return hash.digest();
}

/** Seq and hash of the newest row: read inside the transaction, so a neighbour that rolled back leaves no hole. */
export function head(
  tx: Tx,
  table: "journal" | "audit",
): { readonly seq: number; readonly hash: Uint8Array } {
  const row = tx.prepare(`SELECT seq, hash FROM ${table} ORDER BY seq DESC LIMIT 1`).get() as
    | { seq: number; hash: Buffer }
    | undefined;
  return row ?? { seq: 0, hash: GENESIS };
}

export interface ChainedRow {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly fields: readonly (string | number)[];
}

/** The first seq whose hash does not follow from the row before it, or null. Also notices a missing seq. */
export function firstBrokenLink(rows: Iterable<ChainedRow>): number | null {
  let before: Uint8Array = GENESIS;
  let seq = 0;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq || Buffer.compare(linkHash(before, row.fields), row.hash) !== 0) return seq;
    before = row.hash;
  }
  return null;
}
