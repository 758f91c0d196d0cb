/**
 * A line that is written down as it goes: record+tcp://192.0.2.7:9100?to=/tmp/front.hex. For making fixtures of a real device; what a shop
 * prints stands in that file in clear, so every opening is a warning in the log.
 *
 *   # tillgate recording of tcp://192.0.2.7:9100, begun 2026-11-25T04:00:00.000Z
 *   > 12.4 1b40          we wrote, ms after the opening, hex
 *   < 15.0 12            the device wrote
 *   = 31.7 finished      what happened to the line: finished, closed, broke
 */
import { type FileHandle, open as openFile } from "node:fs/promises";
import { GatewayError, offline } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Link, Transport } from "../core/transport.ts";

/** A forgotten recording must not fill the disk that the orders lie on. */
const MAX_FILE_BYTES = 10 * 1_024 * 1_024;

export interface RecordAddress {
  readonly of: string;
  readonly file: string;
}

/** @throws invalid_input */
export function parseRecordAddress(at: string): RecordAddress {
  const [, of, before, file, after] =
    /^record\+([a-z][a-z0-9+-]*:\/\/[^?\s]+)\?(\S*?)(?<=[?&])to=(\/[^&\s]+)(\S*)$/.exec(at) ?? [];
  if (of === undefined || file === undefined) {
    const why = "write record+tcp://host:port?to=/tmp/file.hex: any address, and the file at its end";
    throw new GatewayError("invalid_input", `${at} is no address of a device: ${why}`);
  }
  const rest = `${before}${after?.slice(1) ?? ""}`.replace(/&$/, "");
  return { of: rest === "" ? of : `${of}?${rest}`, file };
}

export function createRecordTransport(transport: Transport, file: string, log: Log): Transport {
  return {
    address: transport.address,
    async open(signal) {
      const link = await transport.open(signal);
      try {
        const recording = await beginRecording(file, transport.address);
        log.warn("this line is recorded: not for a shop that sells", { address: transport.address, file });
        return createRecordLink(link, recording);
      } catch (error) {
        await link[Symbol.asyncDispose]();
        throw offline(`${transport.address} is not used: its recording ${file} cannot be written`, error);
      }
    },
  };
}

interface Recording {
  note(mark: ">" | "<" | "=", text: string): void;
  end(): Promise<void>;
}

async function beginRecording(file: string, address: string): Promise<Recording> {
  // Receipts name people: nobody else may read it.
  const handle = await openFile(file, "a", 0o600);
  const startedAtMs = performance.now();
  let size = (await handle.stat()).size;
  let last: Promise<unknown> = Promise.resolve();
  const put = (text: string) => {
    if (size > MAX_FILE_BYTES) return;
    size += text.length;
    const line = size > MAX_FILE_BYTES ? "# full: the recording ends here\n" : text;
    last = last.then(() => handle.write(line)).catch(() => undefined);
  };
  put(`# tillgate recording of ${address}, begun ${new Date().toISOString()}\n`);
  return {
    note: (mark, text) => put(`${mark} ${(performance.now() - startedAtMs).toFixed(1)} ${text}\n`),
    end: () => last.then(() => closeOnce(handle)),
  };
}

/** A link may be disposed twice. */
const closeOnce = (handle: FileHandle): Promise<void> => handle.close().catch(() => undefined);

function createRecordLink(link: Link, recording: Recording): Link {
  const told = async (work: Promise<void>, done?: string): Promise<void> => {
    await work.catch((error: unknown) => {
      recording.note("=", `broke: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    });
    if (done !== undefined) recording.note("=", done);
  };
  return {
    async write(bytes, signal) {
      // Before it is sent: the answer may be back before the write is.
      recording.note(">", Buffer.from(bytes).toString("hex"));
      await told(link.write(bytes, signal));
    },
    incoming: readAll(link, recording),
    finish: (signal) => told(link.finish(signal), "finished"),
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]();
      recording.note("=", "closed");
      await recording.end();
    },
  };
}

async function* readAll(link: Link, recording: Recording): AsyncGenerator<Uint8Array> {
  for await (const bytes of link.incoming) {
    recording.note("<", Buffer.from(bytes).toString("hex"));
    yield bytes;
  }
  recording.note("=", "ended by the device");
}
