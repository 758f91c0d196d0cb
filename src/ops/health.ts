/**
 * Looks at the machine under the gateway: room on the disk, truth of its flush, trust in its clock.
 * For /readyz, metrics and `tillgate doctor`; each finding says what to do.
 */
import { randomBytes } from "node:crypto";
import { access, open, readFile, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

export interface Advice {
  /** bad: orders may be lost or refused. warn: works, but look at it. */
  readonly severity: "warn" | "bad";
  readonly message: string;
}

/** Bytes that this user may still write below the folder. */
export async function freeBytes(folder: string): Promise<number> {
  const found = await statfs(folder);
  return found.bavail * found.bsize;
}

/** Median and slowest flush, ms. */
export interface FlushTimes {
  readonly medianMs: number;
  readonly slowestMs: number;
}

/** One page of SQLite. */
const PROBE_BYTES = 4_096;
/** The fastest flash with power-loss protection needs some 20 µs; faster means that nothing was flushed. */
const PLAUSIBLE_FLUSH_MS = 0.02;
/** Above it a single till waits noticeably; the usual cause is a worn SD card. */
const SLOW_FLUSH_MS = 100;

/** Writes and flushes a small file `rounds` times, and removes it. */
export async function measureFlush(folder: string, rounds: number): Promise<FlushTimes> {
  const file = join(folder, `.flush-probe-${randomBytes(4).toString("hex")}`);
  const took: number[] = [];
  const handle = await open(file, "wx", 0o600);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      await handle.write(randomBytes(PROBE_BYTES), 0, PROBE_BYTES, 0);
      await handle.sync();
      took.push(performance.now() - startedMs);
    }
  } finally {
    await handle.close();
    await unlink(file);
  }
  took.sort((a, b) => a - b);
  return { medianMs: took[Math.floor(took.length / 2)] ?? 0, slowestMs: took.at(-1) ?? 0 };
}

/** A disk that lies about its flush loses orders at a power cut; no test in software can prove that one does not. */
export function judgeFlush(times: FlushTimes): readonly Advice[] {
  if (times.medianMs < PLAUSIBLE_FLUSH_MS) {
    return [
      {
        severity: "bad",
        message: "the disk says it has flushed faster than any disk can: a power cut may lose orders",
      },
    ];
  }
  if (times.medianMs > SLOW_FLUSH_MS) {
    const ms = Math.round(times.medianMs);
    return [
      {
        severity: "warn",
        message: `the disk needs ${ms} ms per flush: every order waits that long; an SSD or eMMC needs under 10`,
      },
    ];
  }
  return [];
}

export interface Mount {
  readonly device: string;
  readonly folder: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** The line of /proc/mounts that holds the folder: the longest mount point above it, and of equal ones the last. */
export function mountOf(folder: string, mounts: string): Mount | undefined {
  return mounts
    .split("\n")
    .map((row) => row.split(" "))
    .filter((columns) => columns.length >= 4)
    .map(([device = "", at = "", type = "", options = ""]) => ({
      device,
      folder: at.replace(/\\040/g, " "),
      type,
      options: options.split(","),
    }))
    .filter((mount) => isBelow(folder, mount.folder))
    .reduce<Mount | undefined>(
      (best, next) => (best !== undefined && best.folder.length > next.folder.length ? best : next),
      undefined,
    );
}

const isBelow = (folder: string, root: string): boolean =>
  root === "/" || folder === root || folder.startsWith(`${root}/`);

const NETWORK_FILE_SYSTEM = /^(nfs|cifs|smb|9p|fuse\.sshfs|ceph|glusterfs)/;
const IN_MEMORY = new Set(["tmpfs", "ramfs", "overlay"]);
/** ext4(5): with them a flush no longer means that the data is on the medium, in order. */
const UNSAFE_OPTIONS = ["data=writeback", "nobarrier", "barrier=0"];

/** SQLite's promises hold on a local disk with barriers only. */
export function judgeMount(mount: Mount): readonly Advice[] {
  const advice: Advice[] = [];
  if (NETWORK_FILE_SYSTEM.test(mount.type)) {
    advice.push({
      severity: "bad",
      message: `${mount.folder} is a network share (${mount.type}): locks and flushes do not hold there`,
    });
  }
  if (IN_MEMORY.has(mount.type)) {
    advice.push({
      severity: "warn",
      message: `${mount.folder} is ${mount.type}: what is written there may not outlive the machine or container`,
    });
  }
  for (const option of UNSAFE_OPTIONS.filter((each) => mount.options.includes(each))) {
    advice.push({
      severity: "bad",
      message: `${mount.folder} is mounted with ${option}: a power cut may corrupt the database`,
    });
  }
  return advice;
}

/** The mount of a folder on this machine; undefined where there is no /proc. */
export async function findMount(folder: string): Promise<Mount | undefined> {
  const mounts = await readFile("/proc/mounts", "utf8").catch(() => undefined);
  return mounts === undefined ? undefined : mountOf(folder, mounts);
}

/** behind: it cannot be right. synchronised: systemd-timesyncd says so. unproven: plausible, nobody vouches for it. */
export type ClockTrust = "behind" | "synchronised" | "unproven";

/**
 * May we believe the wall clock? A machine without a battery clock starts in the past.
 * @param lastSeenMs newest wall time that the journal holds; 0 where it holds none
 */
export async function clockTrust(nowMs: number, lastSeenMs: number, marker: string): Promise<ClockTrust> {
  if (nowMs < Math.max(lastSeenMs, PROGRAM_WRITTEN_MS)) return "behind";
  const marked = await access(marker).then(
    () => true,
    () => false,
  );
  return marked ? "synchronised" : "unproven";
}

/** No honest clock is before the day this was written. */
const PROGRAM_WRITTEN_MS = Date.UTC(2025, 0, 1);
