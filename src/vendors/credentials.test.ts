import { expect, it } from "vitest";
import { createCredentialVault, type SealingKey } from "./credentials.ts";

const key = (id: string, byte: number): SealingKey => ({ id, bytes: new Uint8Array(32).fill(byte) });
const OLD = key("2026-01", 1);
const NEW = key("2026-11", 2);
const TOKEN = { accessToken: "EAAA-secret" };
const signIn = expect.objectContaining({ code: "vendor_sign_in", after: "wait" });

it("gives back what was sealed", () => {
  const vault = createCredentialVault([OLD]);
  expect(vault.open(vault.seal(TOKEN, "int-1"), "int-1")).toEqual(TOKEN);
});

it("shows nothing of the token, and never the same envelope twice", () => {
  const vault = createCredentialVault([OLD]);
  const [first, second] = [vault.seal(TOKEN, "int-1"), vault.seal(TOKEN, "int-1")];
  expect(first).toMatch(/^v1\.2026-01\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  expect(first).not.toContain("EAAA");
  expect(first).not.toBe(second);
});

it("does not open an envelope that was copied to another integration", () => {
  const vault = createCredentialVault([OLD]);
  expect(() => vault.open(vault.seal(TOKEN, "int-1"), "int-2")).toThrow(signIn);
});

it("notices every changed byte", () => {
  const vault = createCredentialVault([OLD, NEW]);
  const envelope = vault.seal(TOKEN, "int-1");
  for (let at = 0; at < envelope.length; at += 1) {
    const changed = `${envelope.slice(0, at)}${envelope[at] === "A" ? "B" : "A"}${envelope.slice(at + 1)}`;
    const opened = (() => {
      try {
        return vault.open(changed, "int-1");
      } catch {
        return "refused";
      }
    })();
    // The last character of base64url may carry unused bits: then the bytes are the same, and so is what they say.
    if (Buffer.from(changed.split(".").at(-1) ?? "", "base64url").equals(lastPart(envelope))) continue;
    expect(opened).toBe("refused");
  }
});
const lastPart = (envelope: string): Buffer => Buffer.from(envelope.split(".").at(-1) ?? "", "base64url");

it("opens what the last key sealed while a new one takes over", () => {
  const envelope = createCredentialVault([OLD]).seal(TOKEN, "int-1");
  const rotating = createCredentialVault([NEW, OLD]);
  expect(rotating.isOutdated(envelope)).toBe(true);
  expect(rotating.open(envelope, "int-1")).toEqual(TOKEN);
  expect(rotating.isOutdated(rotating.seal(TOKEN, "int-1"))).toBe(false);
});

it("asks to connect again when the key is gone or the text is no envelope", () => {
  const envelope = createCredentialVault([OLD]).seal(TOKEN, "int-1");
  const vault = createCredentialVault([NEW]);
  expect(() => vault.open(envelope, "int-1")).toThrow(signIn);
  expect(() => vault.open("hello", "int-1")).toThrow(signIn);
});

it("takes only whole keys", () => {
  expect(() => createCredentialVault([{ id: "short", bytes: new Uint8Array(16) }])).toThrow(RangeError);
  expect(() => createCredentialVault([{ id: "a.b", bytes: new Uint8Array(32) }])).toThrow(RangeError);
});
