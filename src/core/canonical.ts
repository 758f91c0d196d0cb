/** One spelling for equal JSON values: RFC 8785 (JCS). What "the same body" and "the same content" mean. */
import commonJsCanonicalize from "canonicalize";
import { sha256Hex } from "../lib/hash.ts";

// The package is CommonJS with the types of an ES module: what its types call `default` is the module itself.
const canonicalize = commonJsCanonicalize as unknown as (value: unknown) => string | undefined;

/** Members sorted, no spaces, numbers as ECMAScript writes them; absent and undefined members are the same. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("only JSON values have a canonical form");
  return text;
}

/** SHA-256 of the canonical form, hex. */
export const contentDigest = (value: unknown): string => sha256Hex(canonicalJson(value));
