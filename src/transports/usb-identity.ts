/**
 * Which printer is it? One that is plugged in is the same one whether it is reached by usb:// or by usblp://, and after a replug.
 * A serial number is kept wherever it is plugged in; without one, or where two share it, only the port tells printers apart.
 */
import { formatUsbAddress, parseUsbAddress, type UsbAddress } from "./usb-address.ts";

/** What can be known of a plugged-in device without opening it. */
export interface UsbPlace {
  readonly vendorId: number;
  readonly productId: number;
  /** As the device says it; undefined: it has none. */
  readonly serial: string | undefined;
  /** "1-2.3" */
  readonly port: string;
  /** "/dev/usb/lp0" while the kernel's printer driver has it. */
  readonly lp: string | undefined;
}

/** The shortest address that means this device and none of the others: also its identity, for both wires. */
export function usbIdentity(place: UsbPlace, all: readonly UsbPlace[]): string {
  const { vendorId, productId, serial, port } = place;
  const sharesSerial = matching(all, { vendorId, productId, serial, port: undefined }).some(
    (other) => other.port !== port,
  );
  if (serial === undefined || serial === "" || sharesSerial)
    return formatUsbAddress({ vendorId, productId, serial: undefined, port });
  return formatUsbAddress({ vendorId, productId, serial, port: undefined });
}

/** Who is meant by an address of either wire, of the devices that are plugged in. Nothing: none of them, or more than one. */
export function usbIdentityAt(at: string, all: readonly UsbPlace[]): string | undefined {
  const found = at.startsWith("usblp://")
    ? all.filter(({ lp }) => lp !== undefined && at === `usblp://${lp}`)
    : matching(all, parseUsbAddress(at));
  const [place, second] = found;
  return place && !second ? usbIdentity(place, all) : undefined;
}

/** All that an address could mean. */
export function matching<P extends UsbPlace>(all: readonly P[], wanted: UsbAddress): readonly P[] {
  return all.filter(
    (place) =>
      place.vendorId === wanted.vendorId &&
      place.productId === wanted.productId &&
      (wanted.serial === undefined || place.serial === wanted.serial) &&
      (wanted.port === undefined || place.port === wanted.port),
  );
}
