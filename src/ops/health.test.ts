import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clockTrust, findMount, freeBytes, judgeFlush, judgeMount, measureFlush, mountOf } from "./health.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillgate-health-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const MOUNTS = `/dev/mmcblk0p2 / ext4 rw,noatime 0 0
tmpfs /run tmpfs rw 0 0
/dev/sda1 /var/lib/tillgate ext4 rw,data=writeback,nobarrier 0 0
nas:/shop /mnt/the\\040shop nfs4 rw 0 0
`;

describe("the disk", () => {
  it("has room that can be told", async () => {
    expect(await freeBytes(folder)).toBeGreaterThan(0);
  });

  it("is flushed for real, and nothing stays behind", async () => {
    const times = await measureFlush(folder, 5);
    expect(times.slowestMs).toBeGreaterThanOrEqual(times.medianMs);
    expect(times.medianMs).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [0.004, "bad", "faster than any disk"],
    [250, "warn", "250 ms per flush"],
  ])("that flushes in %d ms is called %s", (medianMs, severity, words) => {
    expect(judgeFlush({ medianMs, slowestMs: medianMs })).toEqual([
      { severity, message: expect.stringContaining(words) },
    ]);
  });

  it("that flushes in 5 ms needs no word", () => {
    expect(judgeFlush({ medianMs: 5, slowestMs: 90 })).toEqual([]);
  });
});

describe("the mount below the data folder", () => {
  it.each([
    ["/home/shop", "/"],
    ["/run/tillgate", "/run"],
    ["/running", "/"],
    ["/var/lib/tillgate", "/var/lib/tillgate"],
    ["/mnt/the shop/data", "/mnt/the shop"],
  ])("of %s is %s", (path, mount) => {
    expect(mountOf(path, MOUNTS)?.folder).toBe(mount);
  });

  it("is the upper one of two at the same place", () => {
    expect(mountOf("/data", "a /data ext4 rw 0 0\nb /data tmpfs rw 0 0\n")?.device).toBe("b");
  });

  it("is called out when a power cut or the network could break it", () => {
    const words = (path: string) => {
      const mount = mountOf(path, MOUNTS);
      return mount === undefined ? [] : judgeMount(mount).map(({ severity }) => severity);
    };
    expect(words("/var/lib/tillgate")).toEqual(["bad", "bad"]);
    expect(words("/mnt/the shop/data")).toEqual(["bad"]);
    expect(words("/run/x")).toEqual(["warn"]);
    expect(words("/home")).toEqual([]);
  });

  it("is found on this machine", async () => {
    expect(await findMount(folder)).toMatchObject({ type: expect.any(String) });
  });
});

describe("the clock", () => {
  const NOON = Date.UTC(2026, 10, 21, 12);

  it("is behind when the journal knows a later time, or when it is before this program was written", async () => {
    expect(await clockTrust(NOON, NOON + 1, join(folder, "marker"))).toBe("behind");
    expect(await clockTrust(0, 0, join(folder, "marker"))).toBe("behind");
  });

  it("is believed when the time service vouches for it", async () => {
    expect(await clockTrust(NOON, NOON, join(folder, "marker"))).toBe("unproven");
    await writeFile(join(folder, "marker"), "");
    expect(await clockTrust(NOON, NOON, join(folder, "marker"))).toBe("synchronised");
  });
});
