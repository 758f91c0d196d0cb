import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { silentLog } from "../../test/help/silent-log.ts";
import { createTransport } from "./open.ts";
import { parseRecordAddress } from "./record.ts";
import { parseSerialAddress } from "./serial-address.ts";

const open = (at: string) => createTransport(at, silentLog);

describe("the address of a device", () => {
  it.each([
    "tcp://192.0.2.7:9100",
    "tcp://[::1]:9100",
    "tcp://[fe80::1%eth0]:9100",
    "tcp://[fe80::1%eth0.20]:9100",
    "tcp://kitchen.local:515",
    "usb://04b8:0e15",
    "usb://04b8:0e15/J7X%201",
    "usb://04b8:0e15?port=1-2.3",
    "usb://04b8:0e15/0000?port=3-1",
    "usblp:///dev/usb/lp0",
    "usblp:///dev/by-path/pci-0000:00:14.0-usb-0:1:1.0",
  ])("takes %s", (at) => {
    expect(open(at).address).toBe(at);
  });
  it.each([
    ["192.0.2.7:9100", "the wires are tcp://192.0.2.7:9100, serial:///dev/ttyUSB0?baud=19200&flow=rtscts"],
    ["", "the wires are"],
    ["bluetooth://printer", "the wires are"],
    ["tcp://192.0.2.7", "write tcp://host:port"],
    ["tcp://192.0.2.7:0", "from 1 to 65535"],
    ["tcp://192.0.2.7:70000", "from 1 to 65535"],
    ["tcp://::1:9100", "IPv6 in brackets"],
    ["tcp://[1.2.3]:9100", "IPv6 in brackets"],
    ["tcp://[fe80::1]:9100", "tcp://[fe80::1%eth0]:9100"],
    ["tcp://a b:1", "write tcp://host:port"],
    ["tcp://user@host:1", "write tcp://host:port"],
    ["serial://ttyUSB0", "write serial:///dev/ttyUSB0"],
    ["serial:///dev/ttyUSB0?baud=9601", "baud is one of 1200, 2400"],
    ["serial:///dev/ttyUSB0?flow=maybe", "flow is one of none, rtscts, xonxoff, dtrdsr"],
    ["serial:///dev/ttyUSB0?speed=9600", "there is no setting speed"],
    ["record+tcp://192.0.2.7:9100", "write record+tcp://host:port?to=/tmp/file.hex"],
    ["record+tcp://192.0.2.7:9100?to=relative", "write record+tcp://host:port?to=/tmp/file.hex"],
    ["record+ftp://192.0.2.7:9100?to=/tmp/x", "the wires are"],
    ["usb://", "usb://"],
    ["usb://lp0", "usb://"],
    ["usb://4b8:e15", "usb://"],
    ["usb://04b8:0e15/", "usb://"],
    ["usb://04b8:0e15/%E0%A4%A", "usb://"],
    ["usb://04b8:0e15?port=1", "usb://"],
    ["usblp://lp0", "usblp://"],
    ["usblp:///etc/passwd", "usblp://"],
    ["usblp:///dev/../etc/passwd", "usblp://"],
  ])("refuses %s and says what to write", (at, why) => {
    expect(() => open(at)).toThrow(
      expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(why) }),
    );
  });
});

describe("the address of a serial device", () => {
  it("is 9600 8N1 without flow control when nothing else is said", () => {
    expect(parseSerialAddress("serial:///dev/ttyUSB0")).toEqual({
      ...{ path: "/dev/ttyUSB0", baud: 9_600, parity: "none", dataBits: 8, stopBits: 1, flow: "none" },
    });
  });
  it("takes every setting, and the lasting name of an adapter", () => {
    const path = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0";
    const query = "baud=19200&parity=even&dataBits=7&stopBits=2&flow=rtscts";
    expect(parseSerialAddress(`serial://${path}?${query}`)).toEqual({
      ...{ path, baud: 19_200, parity: "even", dataBits: 7, stopBits: 2, flow: "rtscts" },
    });
    expect(open(`serial://${path}?${query}`).address).toBe(`serial://${path}?${query}`);
  });
});

describe("the address of a recorded device", () => {
  it.each([
    ["record+tcp://h:1?to=/tmp/a.hex", "tcp://h:1"],
    [
      "record+serial:///dev/ttyS0?baud=9600&flow=none&to=/tmp/a.hex",
      "serial:///dev/ttyS0?baud=9600&flow=none",
    ],
    ["record+serial:///dev/ttyS0?to=/tmp/a.hex&baud=9600", "serial:///dev/ttyS0?baud=9600"],
    [
      "record+serial:///dev/ttyS0?baud=9600&to=/tmp/a.hex&flow=none",
      "serial:///dev/ttyS0?baud=9600&flow=none",
    ],
  ])("%s is of %s", (at, of) => {
    expect(parseRecordAddress(at)).toEqual({ of, file: "/tmp/a.hex" });
  });
  it("loads no native USB library before a printer is opened", async () => {
    open("usb://04b8:0e15");
    expect(await readFile("/proc/self/maps", "utf8")).not.toContain("@node-usb");
  });
});
