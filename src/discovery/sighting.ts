/** What one way of looking says of one device, and what all of them together make of it. */

export type Via = "usb" | "sdp" | "enpc" | "mdns" | "snmp" | "sweep" | "serial";

export interface Sighting {
  readonly via: Via;
  /** For the config. Null: this way does not know the port. */
  readonly at: string | null;
  /** Its address on the network now. */
  readonly host: string | null;
  /** "mac:…", "usb:…", "serial:…": what stays when the address changes. */
  readonly identities: readonly string[];
  readonly name: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  /** The mDNS service that told of it: "_pdl-datastream._tcp". */
  readonly service: string | null;
  readonly usb: { readonly vendorId: number; readonly productId: number } | null;
  /** It answered a question on its print port; null: it was not asked. */
  readonly answers: boolean | null;
  /** Who keeps its print port to himself; null: nobody, or it cannot say. */
  readonly heldBy: string | null;
}

export const sighting = (via: Via, known: Partial<Omit<Sighting, "via">>): Sighting => ({
  ...{ at: null, host: null, identities: [], name: null, maker: null, model: null },
  ...{ service: null, usb: null, answers: null, heldBy: null },
  ...known,
  via,
});

/** Longest text that is taken from a device. */
const MAX_TEXT = 100;

/** What a device says of itself goes to pages and logs: no control characters, not for ever. Empty is null. */
export function tidyText(text: unknown): string | null {
  if (typeof text !== "string") return null;
  const tidy = text
    .replaceAll(/[\p{Cc}\p{Cf}\ufffd]+/gu, " ")
    .trim()
    .slice(0, MAX_TEXT);
  return tidy === "" ? null : tidy;
}

/** Text that ends at the first NUL or at the end of its field. */
export function fieldText(bytes: Uint8Array, start: number, end: number): string | null {
  const field = bytes.subarray(start, end);
  const nul = field.indexOf(0);
  return tidyText(Buffer.from(nul < 0 ? field : field.subarray(0, nul)).toString("latin1"));
}
