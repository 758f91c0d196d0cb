/** A print job as it goes over the line: what must be on paper first, and what may only happen then. Pure. */
import type { PrintDocument } from "../../../src/sdk.ts";
import { ENABLE_ASB } from "./queries.ts";

export interface JobParts {
  /** Everything up to the last cut. */
  readonly body: Uint8Array;
  /** The last cut and what follows it: sent when the body is printed, so a jammed cutter cannot hide a printed receipt. */
  readonly tail: Uint8Array;
}

/** GS V in its four forms; at the end of a document followed by nothing that prints. */
const CUT = [0x1d, 0x56] as const;

/** Cuts only where the document itself ends in a cut: the same bytes inside a picture are a picture. */
export function splitJob(document: PrintDocument, bytes: Uint8Array): JobParts {
  const whole = { body: bytes, tail: new Uint8Array() };
  if (!endsInCut(document)) return whole;
  for (let at = bytes.length - 3; at >= 0; at--) {
    if (bytes[at] === CUT[0] && bytes[at + 1] === CUT[1] && isTail(bytes.subarray(at))) {
      return { body: bytes.subarray(0, at), tail: bytes.subarray(at) };
    }
  }
  return whole;
}

function endsInCut(document: PrintDocument): boolean {
  const last = document.findLast((block) => block.type !== "drawer" && block.type !== "feed");
  return last?.type === "cut";
}

function isTail(bytes: Uint8Array): boolean {
  let at = cutLength(bytes);
  while (at > 0 && at < bytes.length) {
    const length = trailingCommandLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return at === bytes.length;
}

/** GS V 0, 1, 48, 49: three bytes; functions B to D carry a feed. */
const cutLength = (bytes: Uint8Array): number => ((bytes[2] ?? 0) >= 0x41 ? 4 : 3);

/** Feeds, drawer pulses and modes: what may stand behind the last cut, by prefix and letter, with the whole length. */
const TRAILING: Readonly<Record<string, number>> = {
  ...{ "1b40": 2, "1b32": 2, "1c2e": 2, "1b64": 3, "1b4a": 3, "1b70": 5 },
  ...{ "1b61": 3, "1b74": 3, "1b4d": 3, "1b45": 3, "1b2d": 3, "1d21": 3, "1d42": 3 },
};

function trailingCommandLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x0a) return 1;
  return TRAILING[Buffer.from(bytes.subarray(at, at + 2)).toString("hex")] ?? 0;
}

/** ESC @ at the start of a job switches status back off; it must be on while the job waits for paper. */
export function keepStatusBack(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1b || bytes[1] !== 0x40) return bytes;
  return join(bytes.subarray(0, 2), ENABLE_ASB, bytes.subarray(2));
}

/** Only print data makes a confirmation worth learning from: a marker behind an empty buffer proves only that the command exists. */
export const putsOnPaper = (document: PrintDocument): boolean =>
  document.some((block) => !["drawer", "cut", "feed"].includes(block.type));

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
