import { createHash } from "node:crypto";

/** SHA-256 in lower-case hex; text is hashed as UTF-8. */
export const sha256Hex = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** 43 characters (A-Z a-z 0-9 - _) that stand for the text: where the other side takes no longer key. */
export const shortKey = (text: string): string =>
  createHash("sha256").update(text, "utf8").digest("base64url");
