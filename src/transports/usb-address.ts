/**
 * How a USB device is named in the config: usb://04b8:0e15/SERIAL, or usb://04b8:0e15?port=1-2.3 for one that has no serial number.
 * Vendor and product are four hex digits, the serial percent-encoded, the port as /sys/bus/usb/devices names it.
 */
import { GatewayError } from "../core/errors.ts";

export interface UsbAddress {
  readonly vendorId: number;
  readonly productId: number;
  readonly serial: string | undefined;
  /** Bus and ports on the way, e.g. "1-2.3". */
  readonly port: string | undefined;
}

const FORM = /^usb:\/\/([0-9a-f]{4}):([0-9a-f]{4})(?:\/([^/?#\s]+))?(?:\?port=(\d+-\d+(?:\.\d+)*))?$/i;

/** @throws invalid_input: not of this form */
export function parseUsbAddress(at: string): UsbAddress {
  const [, vendor, product, serial, port] = FORM.exec(at) ?? [];
  if (vendor === undefined || product === undefined) throw malformed(at);
  const ids = { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) };
  try {
    return { ...ids, serial: serial === undefined ? undefined : decodeURIComponent(serial), port };
  } catch {
    throw malformed(at);
  }
}

const malformed = (at: string): GatewayError =>
  new GatewayError(
    "invalid_input",
    `${at} is no USB address: write usb://vvvv:pppp/SERIAL or usb://vvvv:pppp?port=1-2, ids in hex as lsusb shows them`,
  );

export function formatUsbAddress({ vendorId, productId, serial, port }: UsbAddress): string {
  const tail = serial === undefined ? "" : `/${encodeURIComponent(serial)}`;
  return `usb://${hexId(vendorId)}:${hexId(productId)}${tail}${port === undefined ? "" : `?port=${port}`}`;
}

/** Four hex digits, as lsusb and udev write them. */
export const hexId = (id: number): string => id.toString(16).padStart(4, "0");
