/** Is there a printer on a port? Opens a line, asks once, closes. */
import type { Link, Transport } from "../core/transport.ts";
import { within } from "../lib/deadline.ts";
import { unlessAborted } from "./slices.ts";

export type Probe = "absent" | "silent" | "answered";

/** DLE EOT 1, "are you online": every printer takes these three bytes for a question or for nothing; anything printable costs paper. */
const STATUS_QUESTION = Uint8Array.of(0x10, 0x04, 0x01);

/** Never rejects. */
export async function probePrinter(transport: Transport, ms: number, signal: AbortSignal): Promise<Probe> {
  const link = await transport.open(within(ms, signal)).catch(() => undefined);
  if (!link) return "absent";
  try {
    await link.write(STATUS_QUESTION, within(ms, signal));
    return (await heardAnything(link, within(ms, signal))) ? "answered" : "silent";
  } catch {
    return "silent";
  } finally {
    await link[Symbol.asyncDispose]();
  }
}

async function heardAnything(link: Link, signal: AbortSignal): Promise<boolean> {
  let heard = false;
  const reading = async (): Promise<void> => {
    heard = (await link.incoming[Symbol.asyncIterator]().next()).done !== true;
  };
  await unlessAborted(reading, signal).catch(() => undefined);
  return heard;
}
