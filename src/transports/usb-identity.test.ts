import { describe, expect, it } from "vitest";
import { matching, type UsbPlace, usbIdentity, usbIdentityAt } from "./usb-identity.ts";

const place = (port: string, serial: string | undefined, lp?: string): UsbPlace => ({
  vendorId: 0x04b8,
  productId: 0x0e15,
  serial,
  port,
  lp,
});

describe("which USB printer it is", () => {
  it("is told by its serial number, wherever it is plugged in", () => {
    const [before, after] = [place("1-2", "J1"), place("3-1.4", "J1")];
    expect(usbIdentity(before, [before])).toBe("usb://04b8:0e15/J1");
    expect(usbIdentity(after, [after, place("1-2", "J2")])).toBe("usb://04b8:0e15/J1");
  });
  it("is told by its port where it has no serial number, or shares it", () => {
    const all = [place("1-1", undefined), place("1-2", "0000"), place("1-3", "0000")];
    expect(all.map((one) => usbIdentity(one, all))).toEqual([
      "usb://04b8:0e15?port=1-1",
      "usb://04b8:0e15?port=1-2",
      "usb://04b8:0e15?port=1-3",
    ]);
  });
  it("is the same by either wire", () => {
    const all = [place("1-1", "J1", "/dev/usb/lp1"), place("1-2", "J2", "/dev/usb/lp0")];
    for (const at of ["usb://04b8:0e15/J2", "usb://04b8:0e15?port=1-2", "usblp:///dev/usb/lp0"])
      expect(usbIdentityAt(at, all)).toBe("usb://04b8:0e15/J2");
  });
  it("is not guessed where an address means none or several", () => {
    const all = [place("1-1", "J1"), place("1-2", "J2")];
    expect(usbIdentityAt("usb://04b8:0e15", all)).toBeUndefined();
    expect(usbIdentityAt("usb://04b8:0e15/J3", all)).toBeUndefined();
    expect(usbIdentityAt("usblp:///dev/usb/lp0", all)).toBeUndefined();
  });
  it("is an address that leads back to it", () => {
    const odd = place("1-1", "A/B ?é%");
    const identity = usbIdentity(odd, [odd]);
    expect(identity).toBe("usb://04b8:0e15/A%2FB%20%3F%C3%A9%25");
    expect(usbIdentityAt(identity, [odd])).toBe(identity);
    expect(matching([odd], { ...odd, port: undefined })).toEqual([odd]);
  });
});
