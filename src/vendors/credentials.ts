/**
 * Vendor credentials at rest: AES-256-GCM, one envelope string per integration.
 *
 *   v1.<key id>.<nonce>.<tag>.<ciphertext>      the last three base64url
 *
 * The integration's id is authenticated with it: an envelope copied to another row does not open.
 * Several keys may be known at once, so that a key is changed by adding the next one and sealing again.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { vendorSignIn } from "../core/errors.ts";

const VERSION = "v1";
const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
/** NIST SP 800-38D: 96 bits, random; good for 2^32 envelopes of one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,40}$/;

export interface SealingKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface CredentialVault {
  /** The envelope to store; sealed with the first key. */
  seal(credentials: unknown, integrationId: string): string;
  /** @throws vendor_sign_in: the key is not here, or the envelope was changed: someone must connect the vendor again. */
  open(envelope: string, integrationId: string): unknown;
  /** Sealed with an older key: open it and seal it again. */
  isOutdated(envelope: string): boolean;
}

/** The first key seals, all of them open. @throws on a key that is not 32 bytes or an id that does not fit an envelope. */
export function createCredentialVault(keys: readonly [SealingKey, ...SealingKey[]]): CredentialVault {
  for (const key of keys) checkKey(key);
  const [current] = keys;
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    seal: (credentials, integrationId) => seal(credentials, integrationId, current),
    open(envelope, integrationId) {
      const parts = partsOf(envelope);
      const key = parts && byId.get(parts.keyId);
      if (!parts || !key)
        throw vendorSignIn("the stored credentials name a key that is not here: connect again");
      return open(parts, integrationId, key);
    },
    isOutdated: (envelope) => partsOf(envelope)?.keyId !== current.id,
  };
}

function checkKey(key: SealingKey): void {
  if (!KEY_ID.test(key.id)) throw new RangeError("a key id is 1-40 of A-Z a-z 0-9 _ -");
  if (key.bytes.byteLength !== KEY_BYTES) throw new RangeError(`key ${key.id} needs ${KEY_BYTES} bytes`);
}

function seal(credentials: unknown, integrationId: string, key: SealingKey): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bindingOf(key.id, integrationId));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(credentials), "utf8"), cipher.final()]);
  return [
    VERSION,
    key.id,
    ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url")),
  ].join(".");
}

interface EnvelopeParts {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly sealed: Buffer;
}

function partsOf(envelope: string): EnvelopeParts | null {
  const [version, keyId, nonce, tag, sealed, ...rest] = envelope.split(".");
  if (version !== VERSION || !keyId || !nonce || !tag || sealed === undefined || rest.length > 0) return null;
  const bytes = (part: string): Buffer => Buffer.from(part, "base64url");
  return { keyId, nonce: bytes(nonce), tag: bytes(tag), sealed: bytes(sealed) };
}

function open(parts: EnvelopeParts, integrationId: string, key: SealingKey): unknown {
  try {
    const decipher = createDecipheriv(ALGORITHM, key.bytes, parts.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bindingOf(key.id, integrationId));
    decipher.setAuthTag(parts.tag);
    return JSON.parse(Buffer.concat([decipher.update(parts.sealed), decipher.final()]).toString("utf8"));
  } catch {
    // The reason is left out on purpose: it would only tell a forger how far he came.
    throw vendorSignIn("the stored credentials cannot be opened: connect again");
  }
}

const bindingOf = (keyId: string, integrationId: string): Buffer =>
  Buffer.from(`tillgate credentials\0${VERSION}\0${keyId}\0${integrationId}`, "utf8");
