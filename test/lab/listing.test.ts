/** What the gateway finds plugged in, and how soon. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createTransport } from "../../src/transports/open.ts";
import { usbIdentityAt } from "../../src/transports/usb-identity.ts";
import { listUsbPrinters, type UsbPrinter } from "../../src/transports/usb-list.ts";
import { watchUsbPrinters } from "../../src/transports/usb-watch.ts";
import { silentLog } from "../help/silent-log.ts";
import { asNobody } from "./help/nobody.ts";
import { clearTableAfterEach, printerOnTable, SOON } from "./help/table.ts";

clearTableAfterEach();

const TM_T20 = {
  at: "usb://04b8:0e15/LAB0001",
  ...{ vendorId: 0x04b8, productId: 0x0e15, serial: "LAB0001", port: "1-3", lp: "/dev/usb/lp0" },
  ...{
    make: "EPSON",
    model: "TM-T20II",
    commandSets: ["ESC/POS"],
    manufacturer: "EPSON",
    product: "TM-T20II",
  },
  access: "ok",
};

describe("the list of USB printers", () => {
  it("tells make, model, languages, port and serial of each", async () => {
    await (await printerOnTable()).plugIn(2);
    expect(await listUsbPrinters()).toEqual([TM_T20]);
  });
  it("tells them also while the gateway has the printer, and by which address it is the same one", async () => {
    await (await printerOnTable()).plugIn(2);
    const before = await listUsbPrinters();
    expect(usbIdentityAt("usblp:///dev/usb/lp0", before)).toBe(TM_T20.at);
    expect(usbIdentityAt("usb://04b8:0e15?port=1-3", before)).toBe(TM_T20.at);
    const link = await createTransport(TM_T20.at, silentLog).open(AbortSignal.timeout(20_000));
    expect(await listUsbPrinters()).toEqual([{ ...TM_T20, lp: undefined }]);
    await link[Symbol.asyncDispose]();
  });
  it("names two equal printers by their ports, and says which user may not open them", async () => {
    for (const port of [0, 1]) await (await printerOnTable({ serial: null })).plugIn(port);
    await asNobody([], async () => {
      expect(await listUsbPrinters()).toMatchObject([
        { at: "usb://04b8:0e15?port=1-1", serial: undefined, access: "permission" },
        { at: "usb://04b8:0e15?port=1-2", serial: undefined, access: "permission" },
      ]);
    });
  });
});

describe("the news of USB printers", () => {
  it.each([
    ["where the system makes a node for each", () => {}, () => {}],
    [
      "where it does not, as in a container",
      () => execFileSync("mount", ["-t", "tmpfs", "none", "/dev/bus/usb"]),
      () => execFileSync("umount", ["/dev/bus/usb"]),
    ],
  ])("come %s", async (_, before, after) => {
    before();
    const stop = new AbortController();
    const heard: (readonly UsbPrinter[])[] = [];
    const listening = (async () => {
      for await (const printers of watchUsbPrinters(stop.signal)) heard.push(printers);
    })();
    await expect.poll(() => heard, SOON).toEqual([[]]);
    const printer = await printerOnTable();
    await printer.plugIn();
    await expect
      .poll(() => heard.at(-1), SOON)
      .toMatchObject([{ at: TM_T20.at, lp: "/dev/usb/lp0", make: "EPSON" }]);
    await printer.pull();
    await expect.poll(() => heard.at(-1), SOON).toEqual([]);
    stop.abort();
    await listening;
    after();
  });
});
