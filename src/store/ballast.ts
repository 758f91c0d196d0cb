import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const BALLAST_BYTES = 4 * 1024 * 1024;
/** Beside the ballast itself: below this the ballast stays away, for orders need the room more. */
const ROOM_BYTES = 2 * BALLAST_BYTES;

const ballastOf = (path: string): string => `${path}.ballast`;

/** Real blocks to give away when the disk is full: a full SQLite cannot even clean up. */
export function keepBallast(path: string): void {
  const file = ballastOf(path);
  if (path === ":memory:" || existsSync(file) || freeBytes(path) < BALLAST_BYTES + ROOM_BYTES) return;
  const fd = openSync(file, "w", 0o600);
  try {
    const block = Buffer.alloc(64 * 1024, 0xb1);
    for (let written = 0; written < BALLAST_BYTES; written += block.length) writeSync(fd, block);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function dropBallast(path: string): void {
  rmSync(ballastOf(path), { force: true });
}

/** Free bytes of the file's file system, for a process without root's reserve. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
