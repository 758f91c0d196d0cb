import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** The ballast stays away while the disk has less than this many times its size: orders need the room more. */
const ROOM_FACTOR = 3;

const ballastOf = (path: string): string => `${path}.ballast`;

/** Real blocks to give away when the disk is full: a full SQLite cannot even clean up. */
export function keepBallast(path: string, bytes: number): void {
  const file = ballastOf(path);
  // A power cut while it was made leaves a short one: no room to give away.
  if (bytes === 0 || sizeOf(file) >= bytes || freeBytes(path) < bytes * ROOM_FACTOR) return;
  const fd = openSync(file, "w", 0o600);
  try {
    const block = Buffer.alloc(64 * 1024, 0xb1);
    for (let written = 0; written < bytes; written += block.length) writeSync(fd, block);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

export function dropBallast(path: string): void {
  try {
    rmSync(ballastOf(path), { force: true });
  } catch {
    // A disk that is full and takes no change either: whoever called tells of the disk.
  }
}

/** Free bytes of the file's file system, for a process without root's reserve. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
