/**
 * Damage in the write-ahead log, which SQLite itself takes for its end: all commits behind the damaged place would vanish in silence.
 * The log's index (-shm) still says how many frames were committed, as long as the machine has run on since. What can be read of
 * the log is then put into a copy of the database, for the salvage to read. Formats: sqlite.org/walformat.html.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { PAGE_BYTES } from "../database.ts";

const HEAD_BYTES = 32;
const FRAME_HEAD_BYTES = 24;
/** Both copies of the index header, and the count of frames that are carried over already. */
const INDEX_HEAD_BYTES = 48;
const CARRIED_AT = 2 * INDEX_HEAD_BYTES;

type Sum = readonly [number, number];

interface Frame {
  readonly page: number;
  /** Pages of the database after this commit; 0: the commit goes on. */
  readonly pagesAfter: number;
  readonly bytes: Buffer;
}

/** What is wrong with the log, or null. */
export function logDamage(path: string): string | null {
  const index = isSameBoot(path) ? committedOf(`${path}-shm`) : null;
  if (index === null || index.carried >= index.frames) return null;
  const log = readLog(path);
  const whole = log.whole(index.salt);
  return whole >= index.frames
    ? null
    : `the log breaks off after ${whole} of its ${index.frames} committed frames`;
}

/** After a power cut the log's index is older than the log, and says nothing of it: so the boot in which it was written is noted. */
export function noteBoot(path: string): void {
  writeFileSync(`${path}.boot`, bootId(), { mode: 0o600 });
}

const isSameBoot = (path: string): boolean =>
  existsSync(`${path}.boot`) && readFileSync(`${path}.boot`, "utf8") === bootId();

const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8");

/** The database with all committed frames of the log that can be read, in a file of its own. */
export function putTogether(path: string, target: string): void {
  if (existsSync(path)) copyFileSync(path, target);
  else writeFileSync(target, "");
  const log = readLog(path);
  // What a failed transaction left behind the last commit is none of ours.
  const committed = (isSameBoot(path) ? committedOf(`${path}-shm`)?.frames : undefined) ?? log.lastCommit();
  const fd = openSync(target, "r+");
  try {
    let pages = 0;
    for (const { page, pagesAfter, bytes } of log.readable(committed)) {
      writeSync(fd, bytes, 0, bytes.length, (page - 1) * bytes.length);
      if (pagesAfter > 0) pages = pagesAfter;
      if (pagesAfter > 0 && statSync(target).size > pages * bytes.length)
        ftruncateSync(fd, pages * bytes.length);
    }
    fillUpToHead(fd, target);
  } finally {
    closeSync(fd);
  }
}

/** Pages that only the lost frames held: SQLite opens no file that is shorter than its head says. They read as damaged. */
function fillUpToHead(fd: number, target: string): void {
  const head = readFileSync(target).subarray(0, 32);
  if (head.length < 32) return;
  const bytes = head.readUInt32BE(28) * PAGE_BYTES;
  if (bytes > statSync(target).size && bytes < statSync(target).size * 4) ftruncateSync(fd, bytes);
}

/** Of the log's index: frames committed, frames carried over, the salt of both. null: it says nothing that can be relied on. */
function committedOf(
  file: string,
): { readonly frames: number; readonly carried: number; readonly salt: Buffer } | null {
  if (!existsSync(file)) return null;
  const index = readFileSync(file);
  if (index.length < CARRIED_AT + 4) return null;
  const first = index.subarray(0, INDEX_HEAD_BYTES);
  // Written one after the other: where they differ a commit was under way, and nobody was answered.
  if (!first.equals(index.subarray(INDEX_HEAD_BYTES, CARRIED_AT)) || first[12] !== 1) return null;
  return {
    frames: first.readUInt32LE(16),
    carried: index.readUInt32LE(CARRIED_AT),
    salt: first.subarray(32, 40),
  };
}

/** A page size that SQLite can have: a damaged header must not make frames of nothing. */
const pageBytesOf = (head: Buffer): number => {
  const bytes = head.length === HEAD_BYTES ? head.readUInt32BE(8) : 0;
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0 ? bytes : PAGE_BYTES;
};

function readLog(path: string) {
  const file = `${path}-wal`;
  const log = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const head = log.subarray(0, HEAD_BYTES);
  const pageBytes = pageBytesOf(head);
  const isBigEndian = head.length === HEAD_BYTES && (head.readUInt32BE(0) & 1) === 1;
  const frameBytes = FRAME_HEAD_BYTES + pageBytes;
  const sumOf = (before: Sum, bytes: Buffer): Sum => checksum(before, bytes, isBigEndian);
  const frameAt = (index: number): Buffer =>
    log.subarray(HEAD_BYTES + index * frameBytes, HEAD_BYTES + (index + 1) * frameBytes);
  const count = Math.max(0, Math.floor((log.length - HEAD_BYTES) / frameBytes));
  /** The checksum runs on from frame to frame: one that is damaged does not hide the next, which follows from what it wrote down. */
  const isWhole = (index: number, salt: Buffer): boolean => {
    const frame = frameAt(index);
    const before = index === 0 ? writtenSum(head, 24) : writtenSum(frameAt(index - 1), 16);
    const body = sumOf(sumOf(before, frame.subarray(0, 8)), frame.subarray(FRAME_HEAD_BYTES));
    const [one, two] = writtenSum(frame, 16);
    return frame.subarray(8, 16).equals(salt) && body[0] === one && body[1] === two;
  };
  const salt = saltOf([head.subarray(16, 24), ...[0, 1].map((index) => frameAt(index).subarray(8, 16))]);
  return {
    whole(expected: Buffer): number {
      if (count === 0 || !head.subarray(16, 24).equals(expected)) return 0;
      let whole = 0;
      while (whole < count && isWhole(whole, expected)) whole += 1;
      return whole;
    },
    lastCommit(): number {
      for (let index = count; index > 0; index -= 1)
        if (isWhole(index - 1, salt) && frameAt(index - 1).readUInt32BE(4) > 0) return index;
      return 0;
    },
    *readable(committed: number): Iterable<Frame> {
      for (let index = 0; index < Math.min(count, committed); index += 1) {
        if (!isWhole(index, salt)) continue;
        const frame = frameAt(index);
        yield {
          page: frame.readUInt32BE(0),
          pagesAfter: frame.readUInt32BE(4),
          bytes: frame.subarray(FRAME_HEAD_BYTES),
        };
      }
    },
  };
}

/** One of them may be damaged: what two of them say. */
const saltOf = ([head, first, second]: readonly Buffer[]): Buffer =>
  (first && second && first.equals(second) ? first : head) ?? Buffer.alloc(8);

const writtenSum = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];

function checksum([first, second]: Sum, bytes: Buffer, isBigEndian: boolean): Sum {
  let one = first;
  let two = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    one = (one + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + two) >>> 0;
    two = (two + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + one) >>> 0;
  }
  return [one, two];
}
