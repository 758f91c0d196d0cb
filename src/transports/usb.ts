/** usb:// lines: the printer's own endpoints, without the kernel's printer driver. What it took is known, and what it refused. */
import { offline } from "../core/errors.ts";
import type { Transport } from "../core/transport.ts";
import { settledAccess } from "./usb-access.ts";
import { formatUsbAddress, parseUsbAddress } from "./usb-address.ts";
import { decodeDeviceId } from "./usb-device-id.ts";
import type { UsbPrinterDevice } from "./usb-devices.ts";
import { findUsbDevice, heldByAnother, mayNot } from "./usb-find.ts";
import { createUsbLink } from "./usb-link.ts";
import { rememberDeviceId } from "./usb-list.ts";
import { type ClaimedUsb, claimUsb } from "./usb-native.ts";

/**
 * A USB printer: found anew at every opening, so it may come back at another port if it has a serial number.
 * @throws invalid_input: no such address
 */
export function createUsbTransport(at: string): Transport {
  const wanted = parseUsbAddress(at);
  const address = formatUsbAddress(wanted);
  return {
    address,
    async open(signal) {
      if (signal.aborted) throw offline(`${address} was not opened`, signal.reason);
      const place = await findUsbDevice(wanted);
      await refuseIfTaken(address, place, signal);
      const claimed = await claim(address, place, signal);
      await noteDeviceId(claimed, place);
      return createUsbLink(claimed, address, place.node);
    },
  };
}

async function refuseIfTaken(address: string, place: UsbPrinterDevice, signal: AbortSignal): Promise<void> {
  // "usbfs": a program talks to it as we would, and taking it would break off its job.
  if (place.driver === "usbfs") throw heldByAnother(address);
  const access = await settledAccess(place.node, signal);
  if (access === "permission") throw mayNot(address, place.node, place);
  if (access === "gone")
    throw offline(`${address} has no ${place.node}: it was pulled out, or this container does not get it`);
  if (place.lp !== undefined && (await settledAccess(place.lp, AbortSignal.abort())) === "held")
    throw heldByAnother(address);
}

async function claim(address: string, place: UsbPrinterDevice, signal: AbortSignal): Promise<ClaimedUsb> {
  try {
    return await claimUsb(place, signal);
  } catch (error) {
    throw offline(
      `${address} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

/** While it is ours the kernel has no driver that could tell a listing what it is. */
async function noteDeviceId(claimed: ClaimedUsb, place: UsbPrinterDevice): Promise<void> {
  const answer = await claimed.deviceId().catch(() => undefined); // cheap ones do not know the question
  if (answer) rememberDeviceId(place, decodeDeviceId(answer));
}
