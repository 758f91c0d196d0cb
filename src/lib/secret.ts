import { createHash, randomBytes } from "node:crypto";

/** 256 bits: nobody guesses it, so a plain hash of it may be stored. */
const SECRET_BYTES = 32;

/** What a token's owner keeps. The prefix lets secret scanners find one that leaked. */
export const newSecret = (): string => `tillgate_${randomBytes(SECRET_BYTES).toString("base64url")}`;

/** What is stored of a secret: SHA-256. */
export const hashOfSecret = (secret: string): Uint8Array =>
  new Uint8Array(createHash("sha256").update(secret, "utf8").digest());
