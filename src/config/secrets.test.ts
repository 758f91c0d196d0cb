import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSecret } from "./secrets.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
let dataFolder: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "tillgate-secrets-"));
});
afterEach(async () => {
  await rm(dataFolder, { recursive: true });
});
const read = (credentialsFolder?: string) => readSecret("credential-key", { credentialsFolder, dataFolder });

describe("the key that vendor credentials are encrypted with", () => {
  it("is made once, readable by its owner only, and the same ever after", async () => {
    const first = await read();
    expect(first.key).toHaveLength(32);
    expect(await read()).toEqual(first);
    expect((await stat(join(dataFolder, "credential-key"))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataFolder)).toEqual(["credential-key"]);
  });

  it("is one key even when two starts make it at the same moment", async () => {
    const [a, b] = await Promise.all([read(), read()]);
    expect(a).toEqual(b);
  });

  it("is another one in another shop, and its id tells so", async () => {
    const here = await read();
    const elsewhere = await readSecret("credential-key", {
      credentialsFolder: undefined,
      dataFolder: join(dataFolder, "other"),
    });
    expect(elsewhere.keyId).not.toBe(here.keyId);
  });

  it.each([0o640, 0o604, 0o660])("is refused when others may have read it (mode %o)", async (mode) => {
    await read();
    await chmod(join(dataFolder, "credential-key"), mode);
    await expect(read()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("must be 0600"),
    });
  });

  it.each(["", "short", `${KEY}AAAA`, KEY.slice(0, -2)])(
    "is refused when its file holds no key: %j",
    async (text) => {
      await writeFile(join(dataFolder, "credential-key"), text, { mode: 0o600 });
      await expect(read()).rejects.toMatchObject({ message: expect.stringContaining("32 bytes in base64") });
    },
  );

  it("is taken from systemd where systemd has one, and then no file is made", async () => {
    const credentials = join(dataFolder, "credentials");
    await readSecret("credential-key", { credentialsFolder: undefined, dataFolder: credentials });
    const made = await readSecret("credential-key", {
      credentialsFolder: undefined,
      dataFolder: credentials,
    });
    expect(await read(credentials)).toEqual(made);
    expect(await readdir(dataFolder)).toEqual(["credentials"]);
  });

  it("never leaves its folder by a crafted name", async () => {
    await expect(readSecret("../shadow", { credentialsFolder: undefined, dataFolder })).rejects.toMatchObject(
      { code: "invalid_input" },
    );
  });
});
