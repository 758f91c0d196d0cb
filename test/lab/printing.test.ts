/** The gateway's ESC/POS driver prints over USB, on the printer simulator that its tests over TCP use. */
import { describe, expect, it } from "vitest";
import { createTransport } from "../../src/transports/open.ts";
import { paperOf, receipt } from "../help/printer-shop.ts";
import { silentLog } from "../help/silent-log.ts";
import { openGatewayPrinter } from "./help/gateway-printer.ts";
import { clearTableAfterEach, type LabPrinter, printerOnTable, SOON } from "./help/table.ts";
import type { PrinterSpec } from "./usb/descriptors.ts";

clearTableAfterEach();

const DOUBT = { code: "outcome_unknown", after: "ask" };
const WIRES = [
  ["usb", "usb://04b8:0e15/LAB0001"],
  ["usblp", "usblp:///dev/usb/lp0"],
] as const;

async function plugged(spec: Partial<PrinterSpec> = {}): Promise<LabPrinter> {
  const printer = await printerOnTable(spec);
  await printer.plugIn();
  return printer;
}
const tray = async (printer: LabPrinter) => (await printer.papers()).map(({ lines }) => lines);

describe.each(WIRES)("a receipt printer at %s://", (wire, at) => {
  it("confirms each receipt, and opens its drawer", async () => {
    const printer = await plugged();
    await using gateway = openGatewayPrinter(at);
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print()).toEqual({ proof: "printer" });
    expect(await gateway.print(receipt("long", 400))).toEqual({ proof: "printer" });
    expect(await gateway.driver.kickDrawer?.(2, 100, AbortSignal.timeout(20_000))).toEqual({
      proof: "printer",
    });
    expect(await tray(printer)).toEqual([paperOf(), paperOf("long", 400)]);
  });
  it("waits for a roll of paper in the middle of a long receipt, and prints it once", async () => {
    const printer = await plugged();
    await using gateway = openGatewayPrinter(at);
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print()).toEqual({ proof: "printer" });
    await printer.faults({ paperOutAfterLines: 5 });
    const printing = gateway.print(receipt("long", 800));
    await gateway.becomes({ state: "needs_person", reason: "paper_out" });
    await printer.loadPaper();
    expect(await printing).toEqual({ proof: "printer" });
    expect(await tray(printer)).toEqual([paperOf(), paperOf("long", 800)]);
  });
  it("leaves a doubt when its cable is pulled in the middle, and is found again at another port", async () => {
    const printer = await plugged();
    await using gateway = openGatewayPrinter(at);
    await gateway.becomes({ state: "ready" });
    await printer.wire({ pullAfterBytes: 100 });
    await expect(gateway.print(receipt("torn", 50))).rejects.toMatchObject(DOUBT);
    await gateway.becomes({ state: "offline" });
    await printer.plugIn(5);
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print(receipt("whole"))).toEqual({ proof: "printer" });
    expect((await tray(printer)).at(-1)).toEqual(paperOf("whole"));
    expect((await printer.papers()).filter(({ truncated }) => !truncated)).toHaveLength(1);
  });
  it("is offline while it is not plugged in, and ready when it is", async () => {
    await using gateway = openGatewayPrinter(at);
    await expect(gateway.print()).rejects.toMatchObject({ code: "device_offline", after: "wait" });
    await plugged();
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print()).toEqual({ proof: "printer" });
  });
  it("is ready again after it refused bytes, or says why it is not", async () => {
    const printer = await plugged();
    await using gateway = openGatewayPrinter(at);
    await gateway.becomes({ state: "ready" });
    await printer.wire({ stallOut: 1 });
    await gateway.becomes({ state: "offline" });
    // Linux' usblp never makes a halted printer go on: that one needs its cable pulled.
    if (wire === "usblp") {
      await printer.pull();
      await printer.plugIn();
    }
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print()).toEqual({ proof: "printer" });
  });
  it("lets the gateway go while it takes nothing", async () => {
    const printer = await plugged();
    await printer.wire({ nak: true });
    await using gateway = openGatewayPrinter(at);
    await expect.poll(async () => (await printer.state()).waitingOut, SOON).toBe(1);
    expect(gateway.driver.readiness()).toMatchObject({ state: "offline" });
  });
  it("proves what a printer without answers can prove", async () => {
    const printer = await plugged({ protocol: 1 });
    await printer.faults({ silent: true });
    await using gateway = openGatewayPrinter(at);
    await gateway.becomes({ state: "ready" });
    expect(await gateway.print()).toEqual({ proof: wire === "usb" ? "transport" : "none" });
    await expect.poll(() => tray(printer), SOON).toEqual([paperOf()]);
  });
});

describe("two equal printers without serial numbers", () => {
  it("each print their own receipts", async () => {
    const [bar, kitchen] = [await printerOnTable({ serial: null }), await printerOnTable({ serial: null })];
    await bar.plugIn(0);
    await kitchen.plugIn(1);
    await using atBar = openGatewayPrinter("usb://04b8:0e15?port=1-1");
    await using atKitchen = openGatewayPrinter("usb://04b8:0e15?port=1-2");
    await atBar.becomes({ state: "ready" });
    await atKitchen.becomes({ state: "ready" });
    await Promise.all([atBar.print(receipt("bar")), atKitchen.print(receipt("kitchen"))]);
    expect([await tray(bar), await tray(kitchen)]).toEqual([[paperOf("bar")], [paperOf("kitchen")]]);
    await expect(
      createTransport("usb://04b8:0e15", silentLog).open(AbortSignal.timeout(5_000)),
    ).rejects.toMatchObject({
      message: expect.stringContaining("means 2 printers"),
    });
  });
});
