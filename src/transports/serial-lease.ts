/**
 * One serial port, one holder: two that write to a port mix their bytes on paper. Inside this process a lease, between processes the
 * lock that the port's library takes (flock); both errors name the holder.
 */
import { readFile, realpath, stat } from "node:fs/promises";
import { GatewayError, offline } from "../core/errors.ts";

/** The real path of the port → the address under which it was opened. */
const leases = new Map<string, string>();

export interface Lease {
  /** By-id links resolved: the name of the node itself. */
  readonly path: string;
  release(): void;
}

/** @throws device_offline: it is not plugged in  @throws device_busy: another device of this gateway has it */
export async function takeLease(path: string, address: string): Promise<Lease> {
  const real = await realpath(path).catch((error: unknown) => {
    throw offline(`${address} is not plugged in: there is no ${path}`, error);
  });
  const holder = leases.get(real);
  if (holder !== undefined) {
    throw new GatewayError("device_busy", `${real} is held by another device of this gateway, at ${holder}`);
  }
  leases.set(real, address);
  return { path: real, release: () => void leases.delete(real) };
}

/** "process 812 (minicom)", as far as the system tells. */
export async function holderOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path);
    const locks = await readFile("/proc/locks", "utf8");
    const file = `${hex((dev >> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >> 12) & 0xfff00))}:${ino}`;
    const pid = locks
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .find((words) => words[1] === "FLOCK" && words[5] === file)?.[4];
    if (pid === undefined) return "another program";
    // Under systemd other users' processes have no name for us.
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    return name === "" ? `process ${pid}` : `process ${pid} (${name.trim()})`;
  } catch {
    return "another program";
  }
}

const hex = (part: number): string => part.toString(16).padStart(2, "0");
