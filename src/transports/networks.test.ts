import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { broadcastOf, neighboursOf } from "./networks.ts";
import { listSerialPorts } from "./serial-ports.ts";

describe("the network that the gateway stands in", () => {
  it.each([
    ["192.168.1.20", "255.255.255.0", "192.168.1.255"],
    ["10.1.2.3", "255.255.0.0", "10.1.255.255"],
    ["192.168.1.130", "255.255.255.128", "192.168.1.255"],
    ["192.168.1.20", "255.255.255.128", "192.168.1.127"],
  ])("%s in %s hears on %s", (address, mask, broadcast) => {
    expect(broadcastOf(address, mask)).toBe(broadcast);
  });
  it("has 253 neighbours, ourselves, the network and the broadcast address left out", () => {
    const neighbours = neighboursOf("192.168.1.20");
    expect([neighbours.length, neighbours[0], neighbours.at(-1)]).toEqual([
      253,
      "192.168.1.1",
      "192.168.1.254",
    ]);
    expect(neighbours).not.toContain("192.168.1.20");
  });
});

describe("the serial ports of a machine", () => {
  /** A picture of /sys and /dev as a kernel shows them. */
  function machine(): string {
    const root = mkdtempSync(join(tmpdir(), "sysfs-"));
    const put = (path: string, text: string) => {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const usb = "sys/devices/pci0/usb1/1-4";
    const values = { idVendor: "0403", idProduct: "6001", serial: "A50285BI", manufacturer: "FTDI" };
    for (const [key, value] of Object.entries(values)) put(`${usb}/${key}`, `${value}\n`);
    put(`${usb}/1-4:1.0/ttyUSB0/uevent`, "");
    put("sys/class/tty/ttyUSB0/dev", "188:0");
    symlinkSync(join(root, usb, "1-4:1.0/ttyUSB0"), join(root, "sys/class/tty/ttyUSB0/device"));
    put("sys/class/tty/ttyS0/type", "4\n");
    put("sys/class/tty/ttyS1/type", "0\n");
    put("sys/class/tty/tty1/dev", "4:1");
    put("dev/ttyUSB0", "");
    mkdirSync(join(root, "dev/serial/by-id"), { recursive: true });
    symlinkSync("../../ttyUSB0", join(root, "dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0"));
    return root;
  }
  it("are those that lead somewhere, by their lasting names, with their adapter", async () => {
    const usb = { vendorId: 0x0403, productId: 0x6001, serial: "A50285BI" };
    expect(await listSerialPorts(machine())).toEqual([
      { path: "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0", usb, maker: "FTDI", product: null },
      { path: "/dev/ttyS0", usb: null, maker: null, product: null },
    ]);
  });
  it("are none on a machine without any, and that is no error", async () => {
    expect(await listSerialPorts(mkdtempSync(join(tmpdir(), "empty-")))).toEqual([]);
  });
});
