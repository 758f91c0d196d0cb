/** May this process open a device node? A node is there a moment before udev has given it its group, so a refusal is asked again for a while. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** udev needed 17 ms on a fast machine; a Raspberry Pi that boots is slower, ms. */
const UDEV_MS = 2_000;
const LOOK_MS = 25;

export type Access = "ok" | "permission" | "held" | "gone";

/** Opens and closes it: the access call would judge by who started the process, not by what it may do now. */
export async function accessTo(node: string): Promise<Access> {
  try {
    const handle = await open(node, constants.O_RDWR | constants.O_NONBLOCK);
    await handle.close();
    return "ok";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return "permission";
    return code === "EBUSY" ? "held" : "gone";
  }
}

/** The same, but a refusal only counts when udev has had its time. */
export async function settledAccess(node: string, signal: AbortSignal): Promise<Access> {
  const until = performance.now() + UDEV_MS;
  for (;;) {
    const access = await accessTo(node);
    if (access !== "permission" || performance.now() > until || signal.aborted) return access;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
