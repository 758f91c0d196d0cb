import { afterEach, describe, expect, it } from "vitest";
import type { DriverModule } from "../../src/core/driver.ts";
import {
  openPrinterShop,
  type PrinterContract,
  type PrinterShop,
  paperOf,
  receipt,
  type ShopOptions,
} from "../../test/help/printer-shop.ts";
import { QUICK_TIMEOUTS } from "../../test/help/printer-sim/printer-sim.ts";
import starModule from "./index.ts";
import { contract as starContract } from "./sim.ts";

const module = starModule as unknown as DriverModule;
const contract = starContract as unknown as PrinterContract;
const WHOLE = paperOf();
const unknown = { code: "outcome_unknown", after: "ask" };
const needs = (reason: string) => ({ code: "device_needs_person", facts: { reason } });

const shops: PrinterShop[] = [];
afterEach(async () => {
  while (shops.length > 0) await shops.pop()?.stop();
});
/** Faults of this simulator have words of their own. */
type Options = Omit<ShopOptions, "faults"> & { readonly faults?: object };
async function shop(options: Options = {}): Promise<PrinterShop> {
  const opened = await openPrinterShop({ module, contract, ...(options as ShopOptions) });
  shops.push(opened);
  return opened;
}

describe("a Star printer that is well", () => {
  it("confirms more receipts than its counter counts", async () => {
    const { print, tray } = await shop({ sim: { linesPerSecond: 5_000 } });
    for (let n = 0; n < 40; n++) expect(await print(receipt(`job ${n}`, 1))).toEqual({ proof: "printer" });
    expect(tray()).toEqual(Array.from({ length: 40 }, (_, n) => paperOf(`job ${n}`, 1)));
  });
  it.each([
    ["prnt", "mc-print3"],
    ["line", "tsp650ii"],
    ["graphic", "tsp100"],
    ["impact", "sp700"],
  ])("confirms a receipt in its own dialect (%s)", async (_, profile) => {
    const { print, sim } = await shop({ config: { profile } });
    expect(await print()).toEqual({ proof: "printer" });
    expect(sim.papers()).toMatchObject([{ cut: "partial", truncated: false }]);
    expect(sim.papers()[0]?.lines.length).toBeGreaterThanOrEqual(12);
  });
  it("warns when its paper comes to an end, and prints", async () => {
    const { driver, print, becomes } = await shop({ faults: { paperNearEnd: true } });
    await becomes("ready");
    expect(await print()).toEqual({ proof: "printer" });
    expect(driver.readiness()).toMatchObject({ state: "ready", warnings: ["paper_near_end"] });
  });
  it("opens its drawer and says so", async () => {
    const { kick, sim } = await shop();
    expect(await kick()).toEqual({ proof: "printer" });
    expect(sim.ledger.entries).toMatchObject([{ type: "pulse", pin: 2, ms: 100, realtime: false }]);
  });
  it.each([0x17, 0x18])("confirms a till's own bytes that hold %i", async (own) => {
    const { print } = await shop();
    const raw = Buffer.from([0x1b, 0x40, own, ...Buffer.from("Tea\n"), 0x1b, 0x1e, 0x61, 0]).toString(
      "base64",
    );
    for (let n = 0; n < 3; n++)
      expect(await print([{ type: "raw", bytes: raw }, { type: "cut" }])).toEqual({ proof: "printer" });
  });
});

describe("paper, cover and cutter", () => {
  it("gives one whole receipt when a roll is put in, and opens the drawer meanwhile", async () => {
    const { sim, print, becomes, kick, tray } = await shop({ faults: { paperOutAfterLines: 5 } });
    const printing = print();
    await becomes("needs_person", "paper_out");
    expect(await kick()).toEqual({ proof: "transport" });
    expect(sim.ledger.entries).toMatchObject([{ type: "pulse", realtime: true }]);
    sim.loadPaper();
    expect(await printing).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE]);
  });
  it("is in doubt when nobody puts in a roll", async () => {
    const config = { timeouts: { ...QUICK_TIMEOUTS, holdTimeoutMs: 700 } };
    const { print } = await shop({ faults: { paperOutAfterLines: 5 }, config });
    await expect(print()).rejects.toMatchObject(unknown);
  });
  it("sends nothing below an open cover", async () => {
    const { print, becomes, sim } = await shop({ faults: { coverOpen: true } });
    await becomes("needs_person", "cover_open");
    await expect(print()).rejects.toMatchObject(needs("cover_open"));
    expect(sim.state()).toMatchObject({ linesPrinted: 0 });
  });
  it("is offline while somebody holds its feed button", async () => {
    const { print, becomes } = await shop({ faults: { paused: true } });
    await becomes("offline");
    await expect(print()).rejects.toMatchObject({ code: "device_offline" });
  });
  it("calls a receipt printed whose cut jams, and asks for a person", async () => {
    const { sim, print, becomes, tray } = await shop();
    sim.setFaults({ cutterJams: true });
    expect(await print(receipt("first"))).toEqual({ proof: "printer" });
    await becomes("needs_person", "cutter_error");
    await expect(print()).rejects.toMatchObject(needs("cutter_error"));
    sim.setFaults({ cutterJams: false });
    await becomes("ready");
    await print(receipt("second"));
    expect(tray()).toEqual([paperOf("first"), paperOf("second")]);
  });
});

describe("lines that break, and printers that do not count", () => {
  it.each(["mc-print3", "tsp100"])(
    "leaves no half picture that would swallow the next receipt (%s)",
    async (profile) => {
      const { sim, print, becomes } = await shop({ config: { profile } });
      await print();
      const picture =
        profile === "tsp100"
          ? [
              0x1b,
              0x2a,
              0x72,
              0x41,
              ...Array.from({ length: 20 }, () => [0x62, 72, 0, ...new Array(72).fill(0x55)]).flat(),
            ]
          : [0x1b, 0x1d, 0x53, 1, 8, 0, 100, 0, 0, ...new Array(800).fill(0x55)];
      sim.setFaults({ resetAfterBytes: 300 });
      const raw = Buffer.from(picture).toString("base64");
      await expect(print([{ type: "raw", bytes: raw }])).rejects.toMatchObject(unknown);
      await becomes("ready");
      expect(await print(receipt("next"))).toEqual({ proof: "printer" });
      if (profile !== "tsp100") expect(sim.papers().at(-1)?.lines.slice(-12)).toEqual(paperOf("next"));
    },
  );
  it("claims no more than that its bytes were taken when the printer does not count", async () => {
    const { print, tray } = await shop({ faults: { noCounter: true } });
    expect(await print()).toEqual({ proof: "transport" });
    await expect.poll(tray).toEqual([WHOLE]);
  });
  it("claims no more when the shop does not believe the counter", async () => {
    const { print } = await shop({ config: { proof: "none" } });
    expect(await print()).toEqual({ proof: "transport" });
  });
});
