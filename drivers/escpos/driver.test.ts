import { afterEach, describe, expect, it } from "vitest";
import {
  openPrinterShop,
  type PrinterShop,
  paperOf,
  QUICK,
  receipt,
  type ShopOptions,
} from "../../test/help/printer-shop.ts";

const WHOLE = paperOf();
const shops: PrinterShop[] = [];
afterEach(async () => {
  while (shops.length > 0) await shops.pop()?.stop();
});
async function shop(options: ShopOptions = {}): Promise<PrinterShop> {
  const opened = await openPrinterShop(options);
  shops.push(opened);
  return opened;
}
/** Slow enough that a test sees it print. */
const SLOW = { linesPerSecond: 20 };
const uncut = (sim: PrinterShop["sim"]): number => sim.state().uncutLines;
const IMPATIENT = { timeouts: { ...QUICK, confirmTimeoutMs: 500 } };
const unknown = { code: "outcome_unknown", after: "ask" };
const needs = (reason: string) => ({ code: "device_needs_person", facts: { reason } });

describe("a printer that is well", () => {
  it("confirms each receipt", async () => {
    const { print, tray } = await shop();
    expect(await print()).toEqual({ proof: "printer" });
    expect(await print()).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE, WHOLE]);
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
});

describe("nasty case 9: the paper ends in the middle of a receipt", () => {
  it("gives exactly one complete receipt when a new roll is put in, and tells the truth meanwhile", async () => {
    const { sim, print, becomes, tray } = await shop({ faults: { paperOutAfterLines: 5 } });
    const printing = print();
    await becomes("needs_person", "paper_out");
    expect(tray()).toEqual([]);
    sim.loadPaper();
    expect(await printing).toEqual({ proof: "printer" });
    await becomes("ready");
    expect(tray()).toEqual([WHOLE]);
  });
  it("is in doubt when nobody puts in a roll", async () => {
    const config = { timeouts: { ...QUICK, holdTimeoutMs: 700 } };
    const { print } = await shop({ faults: { paperOutAfterLines: 5 }, config });
    await expect(print()).rejects.toMatchObject(unknown);
  });
  it("sends nothing while there is no paper, and prints what waits when there is", async () => {
    const { sim, print, becomes, tray } = await shop({ faults: { paperOut: true } });
    await becomes("needs_person", "paper_out");
    await expect(print()).rejects.toMatchObject(needs("paper_out"));
    sim.loadPaper();
    await becomes("ready");
    expect(await print()).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE]);
  });
  it("is in doubt when the line breaks while it waits for paper", async () => {
    const { sim, print, becomes, tray } = await shop({ faults: { paperOutAfterLines: 5 } });
    const printing = print();
    await becomes("needs_person", "paper_out");
    sim.powerCycle();
    await expect(printing).rejects.toMatchObject(unknown);
    expect(tray()).toEqual([WHOLE.slice(0, 5)]);
    expect(sim.papers()).toMatchObject([{ truncated: true }]);
  });
  it("opens the drawer for the guest's change while the receipt waits for paper", async () => {
    const { sim, print, becomes, kick } = await shop({ faults: { paperOutAfterLines: 5 } });
    const printing = print();
    await becomes("needs_person", "paper_out");
    expect(await kick()).toEqual({ proof: "transport" });
    expect(sim.ledger.entries).toMatchObject([{ type: "pulse", realtime: true }]);
    sim.loadPaper();
    await printing;
  });
});

describe("nasty case 10: covers and cutters", () => {
  it("sends nothing below an open cover", async () => {
    const { print, becomes, sim } = await shop({ faults: { coverOpen: true } });
    await becomes("needs_person", "cover_open");
    await expect(print()).rejects.toMatchObject(needs("cover_open"));
    expect(sim.state()).toMatchObject({ linesPrinted: 0 });
  });
  it("finishes the receipt when the cover that was opened meanwhile is closed", async () => {
    const { sim, print, becomes, tray } = await shop({ sim: SLOW });
    await becomes("ready");
    const printing = print();
    await expect.poll(() => uncut(sim)).toBeGreaterThan(2);
    sim.setFaults({ coverOpen: true });
    await becomes("needs_person", "cover_open");
    sim.setFaults({ coverOpen: false });
    expect(await printing).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE]);
  });
  it("calls a receipt printed whose cut jams, and asks for a person", async () => {
    const { sim, print, becomes, tray } = await shop();
    await print();
    sim.setFaults({ cutterJams: true });
    expect(await print(receipt("second"))).toEqual({ proof: "printer" });
    await becomes("needs_person", "cutter_error");
    await expect(print()).rejects.toMatchObject(needs("cutter_error"));
    sim.setFaults({ cutterJams: false });
    await becomes("ready");
    await print(receipt("third"));
    expect(tray()).toEqual([WHOLE, paperOf("second"), paperOf("third")]);
  });
});

describe("nasty case 11: the line breaks", () => {
  it.each([
    ["is reset", { resetAfterBytes: 80 }],
    ["ends", { endAfterBytes: 80 }],
  ])(
    "is in doubt when the line %s in the middle of a receipt, and prints the next one whole",
    async (_, fault) => {
      const { sim, print, becomes, tray } = await shop();
      await print();
      sim.setFaults(fault);
      await expect(print(receipt("lost"))).rejects.toMatchObject(unknown);
      await becomes("ready");
      expect(await print(receipt("next"))).toEqual({ proof: "printer" });
      expect(tray().at(-1)).toEqual(paperOf("next"));
      expect(tray()).not.toContainEqual(paperOf("lost"));
    },
  );
  it("leaves no half picture that would swallow the next receipt", async () => {
    const { sim, print, becomes, tray } = await shop();
    await print();
    // A raster of 8 bytes x 100 rows that breaks off after its head.
    const picture = Buffer.from([0x1d, 0x76, 0x30, 0, 8, 0, 100, 0, ...new Array(800).fill(0x55)]);
    sim.setFaults({ resetAfterBytes: 300 });
    await expect(print([{ type: "raw", bytes: picture.toString("base64") }])).rejects.toMatchObject(unknown);
    await becomes("ready");
    await print(receipt("next"));
    expect(tray().at(-1)).toEqual(expect.arrayContaining([...paperOf("next")]));
  });
  it("does not call printed what a printer accepts and never reads", async () => {
    const { print, tray } = await shop({ faults: { readBytesPerSecond: 0 } });
    expect(await print()).toEqual({ proof: "none" });
    expect(tray()).toEqual([]);
  });
  it("is patient with a printer that reads slowly", async () => {
    const { print, tray } = await shop({ faults: { readBytesPerSecond: 400 } });
    expect(await print()).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE]);
  });
  it("is offline while nobody listens, and sends nothing", async () => {
    const { sim, print, becomes } = await shop();
    await becomes("ready");
    await sim.close();
    await becomes("offline");
    await expect(print()).rejects.toMatchObject({ code: "device_offline", after: "wait" });
  });
});

describe("nasty case 12: somebody else holds the printer", () => {
  it("says who must act instead of calling the receipt printed, and goes on by itself", async () => {
    const { sim, print, becomes, tray } = await shop();
    await print();
    sim.setFaults({ heldByAnother: true });
    await becomes("needs_person", "held_by_another");
    await expect(print(receipt("second"))).rejects.toMatchObject(needs("held_by_another"));
    expect(tray()).toEqual([WHOLE]);
    sim.setFaults({ heldByAnother: false });
    await becomes("ready");
    expect(await print(receipt("second"))).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE, paperOf("second")]);
  });
  it("knows a documented printer that is held from the first minute", async () => {
    const { becomes } = await shop({
      config: { profile: "epson-tm-t88", timeouts: QUICK },
      faults: { heldByAnother: true },
    });
    await becomes("needs_person", "held_by_another");
  });
});

describe("nasty case 13: the gateway lets go between the last byte and the confirmation", () => {
  it("is in doubt, and the receipt is on paper once", async () => {
    const { sim, print, becomes, tray } = await shop({ sim: SLOW });
    await becomes("ready");
    const letGo = new AbortController();
    const printing = print(receipt(), letGo.signal);
    await expect.poll(() => uncut(sim)).toBeGreaterThan(2);
    letGo.abort();
    await expect(printing).rejects.toMatchObject(unknown);
    await expect.poll(tray, { timeout: 5_000 }).toEqual([WHOLE]);
  });
});

describe("nasty case 14: noise", () => {
  it("prints through the garbage that a printer sends when it is switched on", async () => {
    const { print, tray } = await shop({ faults: { garbageAtStart: true } });
    expect(await print()).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE]);
  });
});

describe("nasty case 15: printers that answer little, late or falsely", () => {
  it("calls a receipt taken, not printed, where the printer never says a word, and stops waiting for one", async () => {
    const { driver, print, tray, becomes } = await shop({ faults: { silent: true } });
    await becomes("ready");
    for (const _ of [1, 2]) expect(await print()).toEqual({ proof: "transport" });
    await becomes("ready");
    const startedMs = performance.now();
    expect(await print()).toEqual({ proof: "transport" });
    expect(performance.now() - startedMs).toBeLessThan(QUICK.learnTimeoutMs);
    expect(driver.readiness().state).toBe("ready");
    await expect.poll(tray).toEqual([WHOLE, WHOLE, WHOLE]);
  });
  it("is in doubt when a printer that confirmed before says nothing", async () => {
    const { sim, print } = await shop({ config: IMPATIENT });
    await print();
    sim.setFaults({ noMarkers: true, noQueuedStatus: true });
    await expect(print()).rejects.toMatchObject(unknown);
  });
  it("waits for one that answers only while it has nothing to do", async () => {
    const { print, tray } = await shop({
      faults: { silentWhilePrinting: true, noMarkers: true, noQueuedStatus: true },
    });
    expect(await print()).toEqual({ proof: "transport" });
    await expect.poll(tray).toEqual([WHOLE]);
  });
  it("believes the answer in turn, not the echo, where the echo comes before the printing", async () => {
    const { sim, print, becomes } = await shop({
      sim: SLOW,
      faults: { markerAtOnce: true },
    });
    await becomes("ready");
    expect(await print()).toEqual({ proof: "printer" });
    expect(sim.state()).toMatchObject({ linesPrinted: WHOLE.length });
  });
  it("confirms by the answer in turn where the marker is unknown, or comes back changed", async () => {
    for (const faults of [{ noMarkers: true }, { wrongMarkerId: true }]) {
      const { print, tray } = await shop({ faults });
      for (const _ of [1, 2]) expect(await print()).toEqual({ proof: "printer" });
      expect(tray()).toEqual([WHOLE, WHOLE]);
    }
  });
  it("does not take a marker that comes back changed for its own", async () => {
    const { print } = await shop({
      config: { proof: "gs-h", ...IMPATIENT },
      faults: { wrongMarkerId: true },
    });
    await expect(print()).rejects.toMatchObject(unknown);
  });
  it("is not confused by one that replies twice", async () => {
    const { print, tray } = await shop({ faults: { markerTwice: true } });
    for (const _ of [1, 2, 3]) expect(await print()).toEqual({ proof: "printer" });
    expect(tray()).toEqual([WHOLE, WHOLE, WHOLE]);
  });
});

describe("nasty case 20: two tills, one printer", () => {
  it("prints every receipt once, in order for each till, and never two mixed", async () => {
    const { print, kick, tray, sim } = await shop({ sim: { linesPerSecond: 5_000 } });
    const names = ["left", "right"].flatMap((till) => Array.from({ length: 10 }, (_, i) => `${till} ${i}`));
    await Promise.all([...names.map((name) => print(receipt(name, 3))), kick(), kick()]);
    expect(tray()).toEqual(names.map((name) => paperOf(name, 3)));
    expect(sim.ledger.entries.filter((entry) => entry.type === "pulse")).toHaveLength(2);
  });
  it("says busy, and sends nothing, to a till that did not want to wait longer", async () => {
    const { print, becomes, tray } = await shop({ sim: SLOW });
    await becomes("ready");
    const first = print();
    await expect(print(receipt("second"), AbortSignal.timeout(20))).rejects.toMatchObject({
      code: "device_busy",
    });
    await first;
    expect(tray()).toEqual([WHOLE]);
  });
});
