/** Runs a program on a disk to experiment on (disk-lab.c): slow, failing, recorded. Its control is shared memory, live while it runs. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

const SOURCE = join(import.meta.dirname, "disk-lab.c");
const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/disk-lab");

/** The bits of `fault_ops`, in the order of `calls`. */
const OPS = ["open", "read", "write", "sync", "truncate", "unlink", "rename"] as const;
export type DiskOp = (typeof OPS)[number];

/** Offsets of struct control. */
const AT = {
  delayUs: 0,
  stallEvery: 4,
  stallUs: 8,
  ops: 12,
  errno: 16,
  half: 20,
  from: 24,
  times: 32,
  seen: 40,
  hits: 48,
};
const AT_BYTES = 56;
const AT_CALLS = 64;
const AT_PATH = 120;
const PATH_BYTES = 64;
const CONTROL_BYTES = AT_PATH + PATH_BYTES;

export interface DiskFault {
  readonly ops: readonly DiskOp[];
  readonly errno: "EIO" | "ENOSPC" | "EROFS" | "EACCES";
  /** Only files whose path contains this; "": any below the folder. */
  readonly path: string;
  /** Matching calls that pass before the first that fails. */
  readonly after: number;
  /** So many fail; Infinity: all from then on. */
  readonly times: number;
  /** A failing write writes half of its bytes before. */
  readonly half: boolean;
}

export interface DiskLab extends Disposable {
  /** For the environment of the program to run. */
  readonly env: Readonly<Record<string, string>>;
  /** Every sync takes so much longer; 0: as fast as the disk is. */
  delaySyncs(ms: number): void;
  /** And every so many syncs one stands still; every 0: none. */
  stallSyncs(stall: { readonly every: number; readonly ms: number }): void;
  /** null: the disk is well. */
  setFault(fault: DiskFault | null): void;
  /** Calls that matched the fault since it was set, and how many of them failed. */
  faultCounts(): { readonly seen: number; readonly hits: number };
  calls(op: DiskOp): number;
  bytesWritten(): number;
}

/** `under`: the folder whose files are seen. `record`: a file that gets all of it (record.ts), or null. */
export function openDiskLab(control: string, under: string, record: string | null): DiskLab {
  writeFileSync(control, Buffer.alloc(CONTROL_BYTES));
  const file = openSync(control, "r+");
  const put32 = (at: number, value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    writeSync(file, bytes, 0, 4, at);
  };
  const put64 = (at: number, value: bigint): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    writeSync(file, bytes, 0, 8, at);
  };
  const get64 = (at: number): number => {
    const bytes = Buffer.alloc(8);
    readSync(file, bytes, 0, 8, at);
    return Number(bytes.readBigUInt64LE());
  };
  const setFault = (fault: DiskFault | null): void => {
    put32(AT.ops, 0);
    if (fault === null) return;
    const path = Buffer.alloc(PATH_BYTES);
    path.write(fault.path, 0, PATH_BYTES - 1, "utf8");
    writeSync(file, path, 0, PATH_BYTES, AT_PATH);
    put32(AT.errno, constants.errno[fault.errno]);
    put32(AT.half, fault.half ? 1 : 0);
    put64(AT.from, BigInt(fault.after));
    put64(AT.times, Number.isFinite(fault.times) ? BigInt(fault.times) : 2n ** 63n);
    put64(AT.seen, 0n);
    put64(AT.hits, 0n);
    // Last: from here on it counts.
    put32(
      AT.ops,
      fault.ops.reduce((bits, op) => bits | (1 << OPS.indexOf(op)), 0),
    );
  };
  return {
    env: {
      LD_PRELOAD: buildDiskLab(),
      DISK_LAB_UNDER: under,
      DISK_LAB_CONTROL: control,
      // Calls through a ring would pass unseen.
      UV_USE_IO_URING: "0",
      ...(record === null ? {} : { DISK_LAB_RECORD: record }),
    },
    delaySyncs: (ms) => put32(AT.delayUs, Math.round(ms * 1_000)),
    stallSyncs({ every, ms }) {
      put32(AT.stallUs, ms * 1_000);
      put32(AT.stallEvery, every);
    },
    setFault,
    faultCounts: () => ({ seen: get64(AT.seen), hits: get64(AT.hits) }),
    calls: (op) => get64(AT_CALLS + 8 * OPS.indexOf(op)),
    bytesWritten: () => get64(AT_BYTES),
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Compiled once per source. */
export function buildDiskLab(): string {
  const version = createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 12);
  const library = join(CACHE, `disk-lab-${version}-${process.arch}.so`);
  if (existsSync(library)) return library;
  mkdirSync(CACHE, { recursive: true });
  const aside = `${library}.${process.pid}`;
  execFileSync("cc", ["-O2", "-Wall", "-shared", "-fPIC", "-o", aside, SOURCE, "-lpthread"], {
    stdio: "inherit",
  });
  renameSync(aside, library);
  return library;
}
