/** Which failures are the disk's and not ours, and what is answered until the start is tried again. */
import { openRescue } from "../api/rescue.ts";
import { isStoreTrouble } from "../dispatch/until-stored.ts";
import { pause } from "../lib/wait.ts";

/** A disk that mends is found within this time; one that fails on and on must not fill the log. */
const TRY_EVERY_MS = 2_000;
const DISK_ERRNOS = new Set(["EIO", "ENOSPC", "EDQUOT", "EROFS"]);

/** Also of files beside the database, such as the key to the credentials. */
export const isDiskTrouble = (error: unknown): boolean =>
  isStoreTrouble(error) || (error instanceof Error && "code" in error && DISK_ERRNOS.has(String(error.code)));

/** The rooms are shut: tills and probes hear why, until it is worth another try. */
export async function answerMeanwhile(
  error: unknown,
  at: { readonly http: { readonly host: string; readonly port: number }; readonly version: string },
  signal: AbortSignal,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  await using _rescue = await openRescue(at.http, { reason, version: at.version });
  await pause(TRY_EVERY_MS, signal);
}
