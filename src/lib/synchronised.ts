import { statSync } from "node:fs";

/** systemd-timesyncd touches it with every answer of a time server. Source: systemd-timesyncd.service(8). */
export const SYNCHRONISED_MARKER = "/run/systemd/timesync/synchronized";

/** Wall ms at which a time service last set this machine's clock; null: none says that it did. */
export function synchronisedAtMs(marker: string = SYNCHRONISED_MARKER): number | null {
  return statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
