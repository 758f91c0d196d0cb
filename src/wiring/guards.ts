import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../core/log.ts";
import { findMount, judgeFlush, judgeMount, measureFlush } from "../ops/health.ts";

/** A few flushes tell a lying disk from a true one, and cost a slow one less than a second. */
const FLUSH_ROUNDS = 5;

/** Makes the data folder and says in the log what is wrong with the disk under it. Selling goes on: a worn card beats no till. */
export async function lookAtDisk(folder: string, log: Log): Promise<void> {
  try {
    await look(folder, log);
  } catch (error) {
    // A disk that takes no file takes no database either: opening that says so, and waits for a better disk.
    log.error("the disk could not be looked at", { folder, reason: String(error) });
  }
}

/** Also the names of new folders must be on disk: what is synced in a folder that is gone is gone too. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await using parent = await open(dirname(made), "r");
    await parent.sync();
  }
}

async function look(folder: string, log: Log): Promise<void> {
  await makeFolder(folder);
  const mount = await findMount(folder);
  const advice = [
    ...(mount === undefined ? [] : judgeMount(mount)),
    ...judgeFlush(await measureFlush(folder, FLUSH_ROUNDS)),
  ];
  for (const { severity, message } of advice) {
    if (severity === "bad") log.error("the disk is not safe for orders", { reason: message });
    else log.warn("look at the disk", { reason: message });
  }
}
