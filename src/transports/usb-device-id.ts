/**
 * What a printer says of itself by IEEE 1284: "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;". Pure; never throws on what came in.
 * Source: IEEE 1284-2000 clause 6.6; keys may be written out (MANUFACTURER, COMMAND SET, MODEL).
 */
export interface PrinterDeviceId {
  readonly make: string | undefined;
  readonly model: string | undefined;
  /** Languages it says it speaks, e.g. ["ESC/POS"]. Cheap printers say what they like. */
  readonly commandSets: readonly string[];
}

export function parseDeviceId(text: string): PrinterDeviceId {
  const fields = new Map<string, string>();
  for (const part of text.split(";")) {
    const at = part.indexOf(":");
    const key = part.slice(0, at).trim().toUpperCase();
    if (at > 0 && !fields.has(key)) fields.set(key, part.slice(at + 1).trim());
  }
  const field = (short: string, long: string) => fields.get(short) || fields.get(long) || undefined;
  const sets = field("CMD", "COMMAND SET")?.split(",") ?? [];
  return {
    make: field("MFG", "MANUFACTURER"),
    model: field("MDL", "MODEL"),
    commandSets: sets.map((set) => set.trim()).filter((set) => set !== ""),
  };
}

/** The answer to GET_DEVICE_ID: a length that counts itself, then text. Some count wrongly, or in the wrong order: the text decides. */
export function decodeDeviceId(answer: Uint8Array): string {
  return Buffer.from(answer.subarray(2)).toString("latin1").replace(/\0+$/, "");
}
