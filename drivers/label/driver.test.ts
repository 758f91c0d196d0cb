import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { DriverModule } from "../../src/core/driver.ts";
import type { PrintDocument } from "../../src/sdk.ts";
import {
  openPrinterShop,
  type PrinterContract,
  type PrinterShop,
  type ShopOptions,
} from "../../test/help/printer-shop.ts";
import { QUICK_TIMEOUTS } from "../../test/help/printer-sim/printer-sim.ts";
import labelModule from "./index.ts";
import { contract as labelContract } from "./sim.ts";

const module = labelModule as unknown as DriverModule;
const contract = labelContract as unknown as PrinterContract;
const unknown = { code: "outcome_unknown", after: "ask" };

const shops: PrinterShop[] = [];
afterEach(async () => {
  while (shops.length > 0) await shops.pop()?.stop();
});
type Options = Omit<ShopOptions, "faults"> & { readonly faults?: object };
async function shop(options: Options = {}): Promise<PrinterShop> {
  const opened = await openPrinterShop({ module, contract, ...(options as ShopOptions) });
  shops.push(opened);
  return opened;
}
const SHELF: PrintDocument = [
  { type: "text", runs: [{ text: "Tea", height: 2 }] },
  { type: "text", runs: [{ text: "3,80 €" }] },
  { type: "barcode", symbology: "ean13", data: "4006381333931" },
];
const LINES = ["Tea", "3,80 €", "[code 400638133393]"];

describe("a label printer", () => {
  it("confirms a label when its odometer counted it", async () => {
    const { print, tray } = await shop();
    expect(await print(SHELF)).toEqual({ proof: "printer" });
    expect(tray()).toEqual([LINES]);
  });
  it("confirms all copies, and not before the last is out", async () => {
    const { print, tray, sim } = await shop({ config: { copies: 4 }, sim: { linesPerSecond: 100 } });
    expect(await print(SHELF)).toEqual({ proof: "printer" });
    expect(tray()).toEqual([LINES, LINES, LINES, LINES]);
    expect(sim.state()).toMatchObject({ bufferedBytes: 0 });
  });
  it("does not believe a count while something waits", async () => {
    const { print, sim, becomes } = await shop({ faults: { countsAtOnce: true, paperOutAfterLines: 2 } });
    const printing = print(SHELF);
    await becomes("needs_person", "paper_out");
    expect(await Promise.race([printing, Promise.resolve("waiting")])).toBe("waiting");
    sim.loadPaper();
    expect(await printing).toEqual({ proof: "printer" });
    expect(sim.papers()).toHaveLength(1);
  });
  it("claims no more than that its bytes were taken when it has no odometer", async () => {
    const { print, tray } = await shop({ faults: { noCounter: true } });
    expect(await print(SHELF)).toEqual({ proof: "transport" });
    await expect.poll(tray).toEqual([LINES]);
  });
  it("claims no more when the shop does not believe its odometer", async () => {
    const { print } = await shop({ config: { proof: "none" } });
    expect(await print(SHELF)).toEqual({ proof: "transport" });
  });
  it("sends nothing while somebody paused it or its head is open", async () => {
    const { print, becomes, sim } = await shop({ faults: { paused: true } });
    await becomes("offline");
    await expect(print(SHELF)).rejects.toMatchObject({ code: "device_offline" });
    sim.setFaults({ coverOpen: true });
    await becomes("needs_person", "cover_open");
    await expect(print(SHELF)).rejects.toMatchObject({ code: "device_needs_person" });
    expect(sim.state()).toMatchObject({ linesPrinted: 0 });
  });
  it("waits for a label that somebody paused, and confirms it when it goes on", async () => {
    const config = { timeouts: { ...QUICK_TIMEOUTS, confirmTimeoutMs: 400 }, copies: 3 };
    const { print, sim, becomes } = await shop({ config, sim: { linesPerSecond: 40 } });
    await becomes("ready");
    const printing = print(SHELF);
    await expect.poll(() => sim.state().linesPrinted).toBeGreaterThan(1);
    sim.setFaults({ paused: true } as object);
    await becomes("offline");
    expect(await Promise.race([printing, pause(900, "waiting")])).toBe("waiting");
    sim.setFaults({ paused: false } as object);
    expect(await printing).toEqual({ proof: "printer" });
  });
  it("is in doubt when nobody brings a roll", async () => {
    const config = { timeouts: { ...QUICK_TIMEOUTS, holdTimeoutMs: 700 } };
    const { print } = await shop({ faults: { paperOutAfterLines: 1 }, config });
    await expect(print(SHELF)).rejects.toMatchObject(unknown);
  });
  it("throws away half a label before the next one", async () => {
    const { print, sim, becomes, tray } = await shop();
    await print(SHELF);
    sim.setFaults({ resetAfterBytes: 90 });
    await expect(print(SHELF)).rejects.toMatchObject(unknown);
    await becomes("ready");
    expect(await print([{ type: "text", runs: [{ text: "Milk" }] }])).toEqual({ proof: "printer" });
    expect(tray()).toEqual([LINES, ["Milk"]]);
  });
  it("counts the labels of a till's own ZPL", async () => {
    const { print, tray } = await shop();
    const raw = Buffer.from("^XA^FO1,1^A0N,20^FDTea^FS^PQ2^XZ").toString("base64");
    expect(await print([{ type: "raw", bytes: raw }])).toEqual({ proof: "printer" });
    expect(tray()).toEqual([["Tea"], ["Tea"]]);
  });
  it("has no drawer", async () => {
    const { driver } = await shop();
    expect(driver.kickDrawer).toBeUndefined();
  });
});
