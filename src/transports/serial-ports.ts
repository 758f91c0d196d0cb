/**
 * The serial ports of this machine, read from sysfs: the list of the npm package needs udevadm and ends the process where there is none.
 * Nothing is opened: what hangs on an unknown port may be anything, and bytes may move it.
 */
import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface SerialPortInfo {
  /** The lasting name where there is one, else the node: "/dev/serial/by-id/usb-FTDI_…". */
  readonly path: string;
  /** Of a USB adapter. */
  readonly usb: {
    readonly vendorId: number;
    readonly productId: number;
    readonly serial: string | null;
  } | null;
  readonly maker: string | null;
  readonly product: string | null;
}

/** `root`: "/", or a picture of it in a test. */
export async function listSerialPorts(root: string): Promise<readonly SerialPortInfo[]> {
  const names = await readdir(join(root, "sys/class/tty")).catch(() => []);
  const lasting = await lastingNames(root);
  const ports = await Promise.all(
    names.map(async (name) => {
      if (!(await isRealPort(root, name))) return [];
      const usb = await usbDeviceOf(root, name);
      return [{ path: lasting.get(name) ?? `/dev/${name}`, usb: usb?.ids ?? null, ...wordsOf(usb) }];
    }),
  );
  return ports.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A board announces four ttyS, of which most lead nowhere: their UART's type is 0. */
async function isRealPort(root: string, name: string): Promise<boolean> {
  if (!/^tty(S|USB|ACM|AMA|O|XRUSB)\d+$/.test(name)) return false;
  return (await textOf(join(root, "sys/class/tty", name, "type"))) !== "0";
}

async function lastingNames(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, "dev/serial/by-id");
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    names.map(async (name) => [await realpath(join(folder, name)).catch(() => ""), name] as const),
  );
  return new Map(
    targets.map(([target, name]) => [target.slice(target.lastIndexOf("/") + 1), `/dev/serial/by-id/${name}`]),
  );
}

interface UsbDevice {
  readonly ids: NonNullable<SerialPortInfo["usb"]>;
  readonly maker: string | null;
  readonly product: string | null;
}
const wordsOf = (usb: UsbDevice | null) => ({ maker: usb?.maker ?? null, product: usb?.product ?? null });

/** The port is a few folders below the USB device that it belongs to. */
async function usbDeviceOf(root: string, name: string): Promise<UsbDevice | null> {
  let folder = await realpath(join(root, "sys/class/tty", name, "device")).catch(() => "/");
  for (let up = 0; up < 5 && folder !== "/"; up++, folder = dirname(folder)) {
    const vendorId = await textOf(join(folder, "idVendor"));
    const productId = await textOf(join(folder, "idProduct"));
    if (vendorId === null || productId === null) continue;
    const serial = await textOf(join(folder, "serial"));
    return {
      ids: { vendorId: Number.parseInt(vendorId, 16), productId: Number.parseInt(productId, 16), serial },
      maker: await textOf(join(folder, "manufacturer")),
      product: await textOf(join(folder, "product")),
    };
  }
  return null;
}

const textOf = (file: string): Promise<string | null> =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
