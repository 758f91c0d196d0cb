/** Keys that are no configuration: they come from systemd (LoadCredential=), else from a file that only this user can read. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatewayError } from "../core/errors.ts";

const KEY_BYTES = 32;
/** Any right of group or others. */
const WIDER_THAN_OWNER = 0o077;
/** Names become file names. */
const SECRET_NAME = /^[a-z][a-z0-9-]{0,39}$/;

export interface SecretKey {
  /** Tells keys apart without showing them: first 16 hex digits of SHA-256. Stored beside what the key encrypted. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface SecretSource {
  /** $CREDENTIALS_DIRECTORY of systemd; undefined outside of it. */
  readonly credentialsFolder: string | undefined;
  readonly dataFolder: string;
}

/**
 * A 32-byte key, base64 in its file. Where systemd gives none, it is made in the data folder on first use and on disk before this resolves.
 * @throws invalid_input: the file is readable by others, or holds no such key
 */
export async function readSecret(name: string, source: SecretSource): Promise<SecretKey> {
  if (!SECRET_NAME.test(name)) throw new GatewayError("invalid_input", `${name} is no name of a secret`);
  const given = await credentialOf(name, source.credentialsFolder);
  if (given !== undefined) return decodeKey(given.text, given.file);
  const file = join(source.dataFolder, name);
  const kept = (await readOwn(file)) ?? (await createKey(file));
  return decodeKey(kept, file);
}

/** systemd guards this folder itself; an ACL entry for our user may show as a group right, so its mode says nothing. */
async function credentialOf(name: string, folder: string | undefined) {
  if (folder === undefined) return undefined;
  const file = join(folder, name);
  const text = await unlessMissing(readFile(file, "utf8"));
  return text === undefined ? undefined : { file, text };
}

async function readOwn(file: string): Promise<string | undefined> {
  const found = await unlessMissing(stat(file));
  if (found === undefined) return undefined;
  if ((found.mode & WIDER_THAN_OWNER) !== 0) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
    throw new GatewayError(
      "invalid_input",
      `${file} has mode ${mode}: others may have read the key; it must be 0600`,
    );
  }
  return await readFile(file, "utf8");
}

/** Written aside and linked: a power cut leaves a whole key or none, and of two starters the first one's stands. */
async function createKey(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomUUID()}.new`;
  await writeDurably(aside, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
  try {
    await link(aside, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    await unlink(aside);
  }
  await syncFolder(dirname(file));
  return await readFile(file, "utf8");
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, "wx", 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

function decodeKey(text: string, file: string): SecretKey {
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== KEY_BYTES || key.toString("base64") !== text.trim()) {
    throw new GatewayError(
      "invalid_input",
      `${file} holds no key: ${KEY_BYTES} bytes in base64 are expected`,
    );
  }
  return { keyId: createHash("sha256").update(key).digest("hex").slice(0, 16), key };
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
