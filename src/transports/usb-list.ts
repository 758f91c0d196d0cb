/** The USB printers of this machine, for whoever looks for devices: what they are, how to address them, and whether they may be opened. */
import { accessTo } from "./usb-access.ts";
import { type PrinterDeviceId, parseDeviceId } from "./usb-device-id.ts";
import { readUsbDevices, type UsbPrinterDevice } from "./usb-devices.ts";
import { type UsbPlace, usbIdentity } from "./usb-identity.ts";

export interface UsbPrinter extends UsbPlace, PrinterDeviceId {
  /** usb:// address; the same for the same printer, whatever its wire: its identity. */
  readonly at: string;
  readonly manufacturer: string | undefined;
  readonly product: string | undefined;
  /** permission: this user may not open it. */
  readonly access: "ok" | "permission";
}

/** IEEE 1284 texts of the printers that were opened by usb://, by where they hang and their number on the bus. */
const remembered = new Map<string, string>();
/** Each replug makes a new key. */
const MOST_REMEMBERED = 64;
const keyOf = ({ port, address }: UsbPrinterDevice): string => `${port} ${address}`;

export function rememberDeviceId(device: UsbPrinterDevice, text: string): void {
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(keyOf(device), text);
}

/** Opens no printer for more than a look at the rights, and disturbs none. */
export async function listUsbPrinters(): Promise<readonly UsbPrinter[]> {
  const devices = (await readUsbDevices()).filter(({ isKnown }) => isKnown);
  return Promise.all(devices.map((device) => describe(device, devices)));
}

async function describe(device: UsbPrinterDevice, all: readonly UsbPrinterDevice[]): Promise<UsbPrinter> {
  const { vendorId, productId, serial, port, lp, manufacturer, product } = device;
  return {
    ...{ vendorId, productId, serial, port, lp, manufacturer, product },
    ...parseDeviceId(device.deviceId ?? remembered.get(keyOf(device)) ?? ""),
    at: usbIdentity(device, all),
    access: (await accessTo(device.node)) === "ok" ? "ok" : "permission",
  };
}
