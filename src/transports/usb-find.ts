/** From an address to the one device that is meant, or to an error that says what to do about it. */
import { type GatewayError, offline } from "../core/errors.ts";
import { formatUsbAddress, type UsbAddress } from "./usb-address.ts";
import { readUsbDevices, type UsbPrinterDevice, udevRule } from "./usb-devices.ts";
import { matching, usbIdentity } from "./usb-identity.ts";

/** @throws device_offline: nothing like it is plugged in, or more than one thing is */
export async function findUsbDevice(wanted: UsbAddress): Promise<UsbPrinterDevice> {
  const all = await readUsbDevices();
  const [device, ...others] = matching(all, wanted);
  const address = formatUsbAddress(wanted);
  if (!device) throw offline(`${address} is not plugged in, or is switched off`);
  if (others.length > 0) {
    const choices = [device, ...others].map((one) => usbIdentity(one, all)).join(" or ");
    throw offline(`${address} means ${others.length + 1} printers that are plugged in: write ${choices}`);
  }
  return device;
}

export const mayNot = (address: string, node: string, device: UsbPrinterDevice | undefined): GatewayError =>
  offline(
    `${address} may not be opened by this user: add it to the group lp (usermod -aG lp ...)` +
      (device
        ? `, or put this in /etc/udev/rules.d/61-printer.rules: ${udevRule(device)}`
        : ` or see who owns ${node}`),
  );

export const heldByAnother = (address: string): GatewayError =>
  offline(`${address} is held by another program, for example CUPS: take the printer out of it there`);
