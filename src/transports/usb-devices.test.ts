/** /sys of a machine, rebuilt from files: what the kernel shows of printers and of what is none. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readUsbDevices, udevRule } from "./usb-devices.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
async function sysfs(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "tillgate-sys-"));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, "bus/usb/devices", name);
    await mkdir(dirname(path), { recursive: true });
    if (name.endsWith("/driver")) await symlink(text, path);
    else await writeFile(path, text);
  }
  return root;
}
const device = (port: string, ids: string, at: string) => ({
  [`${port}/idVendor`]: `${ids.slice(0, 4)}\n`,
  [`${port}/idProduct`]: `${ids.slice(5)}\n`,
  [`${port}/busnum`]: `${at.split("/")[0]}\n`,
  [`${port}/devnum`]: `${at.split("/")[1]}\n`,
});
const face = (port: string, number: number, hexClass: string) => ({
  [`${port}/${port}:1.${number}/bInterfaceClass`]: `${hexClass}\n`,
  [`${port}/${port}:1.${number}/bInterfaceNumber`]: `0${number}\n`,
});

describe("the printers that the kernel shows", () => {
  it("are told with their node, driver and texts, and the second interface where the first is a drive", async () => {
    const root = await sysfs({
      ...device("1-2.3", "04b8:0e15", "1/12"),
      ...face("1-2.3", 0, "08"),
      ...face("1-2.3", 1, "07"),
      "1-2.3/serial": "J 1 \n",
      "1-2.3/manufacturer": "EPSON\n",
      "1-2.3/1-2.3:1.1/ieee1284_id": "MFG:EPSON;\n",
      "1-2.3/1-2.3:1.1/usbmisc/lp4/dev": "180:4\n",
      "1-2.3/1-2.3:1.1/driver": "../../bus/usb/drivers/usblp",
    });
    expect(await readUsbDevices(root)).toEqual([
      {
        ...{ vendorId: 0x04b8, productId: 0x0e15, serial: "J 1 ", manufacturer: "EPSON", product: undefined },
        ...{ port: "1-2.3", bus: 1, address: 12, node: "/dev/bus/usb/001/012", interfaceNumber: 1 },
        ...{ driver: "usblp", lp: "/dev/usb/lp4", deviceId: "MFG:EPSON;", isKnown: true },
      },
    ]);
  });
  it("are known by class or by name; others of vendor class only when the config names them", async () => {
    const root = await sysfs({
      ...device("1-1", "04b8:0202", "1/2"),
      ...face("1-1", 0, "ff"),
      ...device("1-2", "1234:5678", "1/3"),
      ...face("1-2", 0, "ff"),
      ...device("1-3", "046d:c31c", "1/4"),
      ...face("1-3", 0, "03"),
      "usb1/idVendor": "1d6b\n",
    });
    expect(await readUsbDevices(root)).toMatchObject([
      { port: "1-1", isKnown: true },
      { port: "1-2", isKnown: false },
    ]);
  });
  it("are none where there is no USB, or a device goes while it is read", async () => {
    expect(await readUsbDevices("/nowhere")).toEqual([]);
    expect(await readUsbDevices(await sysfs({ "1-1/idVendor": "04b8\n" }))).toEqual([]);
  });
  it("get a rule for udev that names them", () => {
    const place = { vendorId: 0x4b8, productId: 0x202, serial: undefined, port: "1-1", lp: undefined };
    expect(udevRule(place)).toBe(
      'SUBSYSTEM=="usb", ATTR{idVendor}=="04b8", ATTR{idProduct}=="0202", GROUP="lp", MODE="0660"',
    );
  });
});
