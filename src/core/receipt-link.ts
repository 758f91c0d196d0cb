/**
 * The address of a digital receipt: `/r/<token>`, where the token is the order's id under a seal of the store's key. No table is
 * needed, nobody can guess one, and one that was made under another key is known as such.
 *
 *   token = key (4) · seal (22) · form (1) · id        key and seal in base64url
 *
 * key: which key made it, 24 bits of its SHA-256. seal: HMAC-SHA-256 of form and id, 128 bits. form: "u" the id is a UUID, as its 16
 * bytes in base64url; "t" it stands as it is, "~" for "." (what follows a dot is a file's form). Short, for it is put in QR codes.
 */
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

export type LinkFinding =
  | { readonly type: "order"; readonly orderId: string }
  /** Made under a key that this gateway does not have: the key was changed, or it is another shop's. */
  | { readonly type: "other_key" }
  | { readonly type: "forged" };

export interface ReceiptLinks {
  /** The path of an order's digital receipt, from the root. */
  receiptPath(orderId: string): string;
  orderOf(token: string): LinkFinding;
}

const KEY_CHARS = 4;
const SEAL_BYTES = 16;
const TOKEN = /^([\w-]{4})([\w-]{22})([ut][\w:~-]{1,64})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Keeps this use of the store's key apart from all others (RFC 5869, section 3.2). */
const PURPOSE = "tillgate digital receipts v1";

/** `storeKey`: the 32 bytes that also seal the vendors' credentials; the links get a key of their own, derived from it. */
export function createReceiptLinks(storeKey: Uint8Array): ReceiptLinks {
  const key = Buffer.from(hkdfSync("sha256", storeKey, new Uint8Array(), PURPOSE, 32));
  const keyName = createHash("sha256").update(key).digest("base64url").slice(0, KEY_CHARS);
  const seal = (named: string): Buffer =>
    createHmac("sha256", key).update(named).digest().subarray(0, SEAL_BYTES);
  return {
    receiptPath(orderId) {
      const named = nameOf(orderId);
      return `/r/${keyName}${seal(named).toString("base64url")}${named}`;
    },
    orderOf(token) {
      const [, shownKey, shownSeal = "", named = ""] = TOKEN.exec(token) ?? [];
      if (shownKey === undefined) return { type: "forged" };
      if (shownKey !== keyName) return { type: "other_key" };
      const isOurs = timingSafeEqual(seal(named), Buffer.from(shownSeal, "base64url"));
      return isOurs ? { type: "order", orderId: idOf(named) } : { type: "forged" };
    },
  };
}

function nameOf(orderId: string): string {
  if (UUID.test(orderId)) return `u${Buffer.from(orderId.replaceAll("-", ""), "hex").toString("base64url")}`;
  return `t${orderId.replaceAll(".", "~")}`;
}

function idOf(named: string): string {
  if (named.startsWith("t")) return named.slice(1).replaceAll("~", ".");
  const hex = Buffer.from(named.slice(1), "base64url").toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
