/** A whole new database takes the place of the one that stands there, in steps that a power cut may part: the next start ends them. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";

/** A file of this name is whole, and only waits to take its place. */
const readyOf = (path: string): string => `${path}.ready`;

/** @returns where the database that stood there is kept; null: there was none */
export function takePlace(path: string, fresh: string, kept: string): string | null {
  renameSync(fresh, readyOf(path));
  syncFolder(path);
  return moveIn(path, kept);
}

/** Before anybody opens the database: without it a missing file would look like a new shop. */
export function endTakingPlace(path: string, kept: string): void {
  if (existsSync(readyOf(path))) moveIn(path, kept);
}

/** The old one's log goes with it: left behind it would be taken for the new one's. */
function moveIn(path: string, kept: string): string | null {
  const isTaken = existsSync(path);
  for (const end of ["", "-wal", "-shm"]) {
    if (existsSync(path + end)) renameSync(path + end, kept + end);
  }
  renameSync(readyOf(path), path);
  syncFolder(path);
  return isTaken ? kept : null;
}

export function syncFolder(path: string): void {
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}
