/** What a device is called for good: the address of its network card, its USB serial number, or the number its maker gave it. */

/** Six bytes; null: none, or one that every card of a bad batch has. */
export function macIdentity(bytes: Uint8Array): string | null {
  const isNone =
    bytes.length !== 6 || bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff);
  if (isNone) return null;
  return `mac:${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
}

/** "00:26:AB:12:34:56" and "00-26-ab-12-34-56". */
export const macIdentityOfText = (text: string): string | null =>
  /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)
    ? macIdentity(Uint8Array.from(text.split(/[:-]/), (part) => Number.parseInt(part, 16)))
    : null;

const hex4 = (id: number): string => id.toString(16).padStart(4, "0");

export function usbIdentity(vendorId: number, productId: number, serial: string | null): string | null {
  const word = wordOf(serial);
  // Cheap printers all say the same; a number of zeros or of one digit is none.
  return word === null ? null : `usb:${hex4(vendorId)}:${hex4(productId)}:${word}`;
}

export function serialIdentity(serial: string | null): string | null {
  const word = wordOf(serial);
  return word === null ? null : `serial:${word}`;
}

function wordOf(serial: string | null): string | null {
  const word = (serial ?? "").trim().replaceAll(/\s+/g, "-").slice(0, 64);
  return word.length < 4 || /^(.)\1*$/.test(word) ? null : word;
}
