/**
 * The printers that are plugged into this machine, as the kernel tells them below /sys: no device is opened, no right is needed.
 * Source: Linux Documentation/ABI/testing/sysfs-bus-usb; USB printer class 1.1 (class 7, subclass 1).
 */
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { hexId } from "./usb-address.ts";
import type { UsbPlace } from "./usb-identity.ts";

/** One interface of a device that takes print data. */
export interface UsbPrinterDevice extends UsbPlace {
  readonly manufacturer: string | undefined;
  readonly product: string | undefined;
  readonly bus: number;
  /** Number on its bus: another one after each replug. */
  readonly address: number;
  /** "/dev/bus/usb/001/004" */
  readonly node: string;
  readonly interfaceNumber: number;
  /** "usblp", "usbfs" where a program has it, undefined where nobody has. */
  readonly driver: string | undefined;
  /** IEEE 1284 text, where usblp has asked for it. */
  readonly deviceId: string | undefined;
  /** False: of no known class. It is a printer only because the config says so. */
  readonly isKnown: boolean;
}

/** Printers that call their class vendor-specific. Source: quirk table of Linux drivers/usb/class/usblp.c. */
const VENDOR_CLASS_PRINTERS = new Set(["04b8:0202"]);
const PRINTER_CLASS = "07";
const VENDOR_CLASS = "ff";

/** @param sysfs where /sys is */
export async function readUsbDevices(sysfs = "/sys"): Promise<readonly UsbPrinterDevice[]> {
  const folder = join(sysfs, "bus/usb/devices");
  const names = await readdir(folder).catch(() => []);
  const found = [];
  // "1-2.3" is a device, "1-2.3:1.0" an interface of it, "usb1" a root hub.
  for (const name of names.filter((entry) => /^\d+-[\d.]+$/.test(entry)).sort()) {
    const device = await readDevice(join(folder, name), name);
    if (device) found.push(device);
  }
  return found;
}

/** Nothing: no printer, or it went while it was read. */
async function readDevice(folder: string, port: string): Promise<UsbPrinterDevice | undefined> {
  const [vendor, product, bus, address] = await Promise.all(
    ["idVendor", "idProduct", "busnum", "devnum"].map((name) => readAttribute(folder, name)),
  );
  if (vendor === undefined || product === undefined || bus === undefined || address === undefined)
    return undefined;
  const isVendorClassPrinter = VENDOR_CLASS_PRINTERS.has(`${vendor}:${product}`);
  const entry = await printerInterface(folder, port, isVendorClassPrinter);
  if (!entry) return undefined;
  return {
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    serial: await readAttribute(folder, "serial"),
    manufacturer: await readAttribute(folder, "manufacturer"),
    product: await readAttribute(folder, "product"),
    port,
    bus: Number(bus),
    address: Number(address),
    node: `/dev/bus/usb/${bus.padStart(3, "0")}/${address.padStart(3, "0")}`,
    ...entry,
  };
}

/** The first interface of printer class, else one of vendor class. */
async function printerInterface(folder: string, port: string, isVendorClassPrinter: boolean) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${port}:`)).sort();
  const candidates = await Promise.all(
    names.map(async (name) => ({
      at: join(folder, name),
      class: await readAttribute(folder, `${name}/bInterfaceClass`),
    })),
  );
  const isPrinter = candidates.find((entry) => entry.class === PRINTER_CLASS);
  const chosen = isPrinter ?? candidates.find((entry) => entry.class === VENDOR_CLASS);
  if (!chosen) return undefined;
  const [lp] = await readdir(join(chosen.at, "usbmisc")).catch(() => []);
  const driver = await readlink(join(chosen.at, "driver")).catch(() => undefined);
  return {
    interfaceNumber: Number.parseInt((await readAttribute(chosen.at, "bInterfaceNumber")) ?? "0", 16),
    driver: driver === undefined ? undefined : basename(driver),
    lp: lp === undefined ? undefined : `/dev/usb/${lp}`,
    deviceId: await readAttribute(chosen.at, "ieee1284_id"),
    isKnown: isPrinter !== undefined || isVendorClassPrinter,
  };
}

async function readAttribute(folder: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(folder, name), "utf8").catch(() => "");
  return text.replace(/\n$/, "") || undefined;
}

/** The line that lets group lp open the device, for a file in /etc/udev/rules.d. */
export const udevRule = ({ vendorId, productId }: UsbPlace): string =>
  `SUBSYSTEM=="usb", ATTR{idVendor}=="${hexId(vendorId)}", ATTR{idProduct}=="${hexId(productId)}", GROUP="lp", MODE="0660"`;
