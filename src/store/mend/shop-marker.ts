/**
 * Tells a new shop from one whose database is gone. A small file beside the database says that here is a shop: without it a file that
 * was deleted, cut to nothing or left on an unmounted disk would look like the first start, and an empty shop would open.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { GatewayError } from "../../core/errors.ts";
import { unmountedAbove } from "../../lib/fstab.ts";
import { syncFolder } from "./take-place.ts";

const markerOf = (path: string): string => `${path}.shop`;
const TEXT =
  "A shop's database belongs beside this file. Without it the gateway takes no orders until the database is back.\n";

/** Before the first order is taken; once it stands it is never written again. */
export function markShop(path: string): void {
  const marker = markerOf(path);
  if (path === ":memory:" || existsSync(marker)) return;
  const fd = openSync(marker, "w", 0o600);
  try {
    writeSync(fd, TEXT);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  syncFolder(path);
}

/** Is there anything to open? What may be a log without its database counts as lost, not as new. */
export function isNewShop(path: string): boolean {
  return !isFilled(path) && !existsSync(markerOf(path)) && !isFilled(`${path}-wal`);
}

/** @throws store_read_only: a shop was here, or belongs on a disk that is not mounted; the message says what to do */
export function refuseLostShop(path: string): void {
  if (path === ":memory:" || isFilled(path)) return;
  if (!isNewShop(path)) {
    throw new GatewayError(
      "store_read_only",
      `${path} is ${existsSync(path) ? "empty" : "missing"}, but a shop was here: bring the file back or restore a backup with ` +
        `"tillgate restore"; to begin a new shop remove ${markerOf(path)}`,
    );
  }
  const disk = unmountedAbove(dirname(path), readText("/etc/fstab"), readText("/proc/self/mountinfo"));
  if (disk !== null) {
    throw new GatewayError(
      "store_read_only",
      `${disk} is not mounted although /etc/fstab names it: no new shop is begun below it until it is`,
    );
  }
}

const isFilled = (file: string): boolean => existsSync(file) && statSync(file).size > 0;

/** Where it cannot be read (another system, a container) nothing is known. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
