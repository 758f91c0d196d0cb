/** One spelling for equal JSON values: RFC 8785 (JCS). What "the same body" and "the same content" mean. */
import { sha256Hex } from "../lib/hash.ts";

/** Members sorted, no spaces, numbers as ECMAScript writes them; absent and undefined members are the same. */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return textOf(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? `[${value.map(canonicalJson).join(",")}]` : membersOf(value);
    default:
      throw new TypeError("only JSON values have a canonical form");
  }
}

function membersOf(object: object): string {
  const members: string[] = [];
  for (const [name, value] of Object.entries(object).sort(byName)) {
    if (value !== undefined) members.push(`${textOf(name)}:${canonicalJson(value)}`);
  }
  return `{${members.join(",")}}`;
}

/** By UTF-16 units, as the operators of ECMAScript compare. */
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Printable ASCII without quote and backslash: most of what tills send, and spelled as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const textOf = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** SHA-256 of the canonical form, hex. */
export const contentDigest = (value: unknown): string => sha256Hex(canonicalJson(value));
