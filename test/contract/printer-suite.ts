/** What every receipt printer's driver must do, against its own simulator. */
import { afterEach, describe, expect, it } from "vitest";
import type { DriverModule } from "../../src/core/driver.ts";
import type { Transport } from "../../src/core/transport.ts";
import {
  openPrinterShop,
  type PrinterContract,
  type PrinterShop,
  paperOf,
  receipt,
  type ShopOptions,
} from "../help/printer-shop.ts";

const WHOLE = paperOf();
const UNKNOWN = { code: "outcome_unknown", after: "ask" };
const TORN = 80;

export function describePrinter(id: string, module: DriverModule, contract: PrinterContract): void {
  describe(`printer ${id}`, () => {
    const shops: PrinterShop[] = [];
    afterEach(async () => {
      while (shops.length > 0) await shops.pop()?.stop();
    });
    const shop = async (options: ShopOptions = {}): Promise<PrinterShop> => {
      const opened = await openPrinterShop({ module, contract, ...options });
      shops.push(opened);
      return opened;
    };

    it("is offline before it runs, and makes no call when it is made", async () => {
      const { driver } = await shop();
      expect(driver.readiness()).toMatchObject({ state: "offline", sinceMs: expect.any(Number) });
    });
    it("sends the bytes that its previews show", async () => {
      const { driver } = await shop();
      const { bytes } = driver.encode(receipt());
      const marks = driver.interpret(bytes).marks;
      const texts = marks.flatMap((mark) => (mark.type === "text" ? [mark.text.join("")] : []));
      expect(texts).toEqual(expect.arrayContaining([...WHOLE]));
      expect(driver.encode(receipt()).bytes).toEqual(bytes);
    });
    it("confirms a receipt however its answers are chopped", async () => {
      const { print, tray } = await shop({ wrap: chopped });
      expect(await print()).toEqual({ proof: "printer" });
      expect(await print()).toEqual({ proof: "printer" });
      expect(tray()).toEqual([WHOLE, WHOLE]);
    });
    it("confirms a receipt through noise", async () => {
      const { print, tray } = await shop({ faults: { garbageAtStart: true } });
      expect(await print()).toEqual({ proof: "printer" });
      expect(tray()).toEqual([WHOLE]);
    });
    it("does not call confirmed what a silent printer took", async () => {
      const { print, tray } = await shop({ faults: { silent: true } });
      expect(await print()).toEqual({ proof: "transport" });
      await expect.poll(tray).toEqual([WHOLE]);
    });
    it("sends nothing when the line is lost before the bytes", async () => {
      const { sim, print, becomes, tray } = await shop();
      await becomes("ready");
      await sim.close();
      await becomes("offline");
      await expect(print()).rejects.toMatchObject({ code: "device_offline", after: "wait" });
      expect(tray()).toEqual([]);
    });
    it("is in doubt when the line is lost during the bytes, and works on", async () => {
      const { sim, print, becomes, tray } = await shop();
      await print();
      sim.setFaults({ resetAfterBytes: TORN });
      await expect(print(receipt("lost"))).rejects.toMatchObject(UNKNOWN);
      await becomes("ready");
      expect(await print(receipt("next"))).toEqual({ proof: "printer" });
      expect(tray().at(-1)).toEqual(paperOf("next"));
    });
    it("is in doubt when the line is lost after the bytes, and never prints again by itself", async () => {
      const { sim, print, becomes, tray } = await shop({ faults: { paperOutAfterLines: 5 } });
      const printing = print();
      await becomes("needs_person", "paper_out");
      sim.powerCycle();
      await expect(printing).rejects.toMatchObject(UNKNOWN);
      sim.loadPaper();
      await becomes("ready");
      expect(tray()).toEqual([WHOLE.slice(0, 5)]);
    });
    it("lets go when it is told to, and does not pretend", async () => {
      const { print, becomes } = await shop({ faults: { paperOutAfterLines: 5 } });
      const letGo = new AbortController();
      const printing = print(receipt(), letGo.signal);
      await becomes("needs_person", "paper_out");
      letGo.abort();
      await expect(printing).rejects.toMatchObject(UNKNOWN);
      await expect(print(receipt(), AbortSignal.abort())).rejects.toMatchObject({ code: "device_busy" });
    });
    it("gives exactly one complete receipt when the paper ends in the middle and a roll is put in", async () => {
      const { sim, print, becomes, tray } = await shop({ faults: { paperOutAfterLines: 5 } });
      const printing = print();
      await becomes("needs_person", "paper_out");
      sim.loadPaper();
      expect(await printing).toEqual({ proof: "printer" });
      expect(tray()).toEqual([WHOLE]);
    });
    it("does not call printed what waits behind somebody else's line, and goes on by itself", async () => {
      const { sim, print, becomes, tray } = await shop();
      await print();
      sim.setFaults({ heldByAnother: true });
      await becomes("needs_person", "held_by_another");
      await expect(print(receipt("next"))).rejects.toMatchObject({ code: "device_needs_person" });
      sim.setFaults({ heldByAnother: false });
      await becomes("ready");
      expect(await print(receipt("next"))).toEqual({ proof: "printer" });
      expect(tray()).toEqual([WHOLE, paperOf("next")]);
    });
    it("can be closed twice", async () => {
      const { driver, becomes } = await shop();
      await becomes("ready");
      await driver[Symbol.asyncDispose]();
      await driver[Symbol.asyncDispose]();
    });
  });
}

/** The same for a printer that never says a word: what it proves is that it took all bytes, or nothing. */
export function describeMutePrinter(id: string, module: DriverModule, contract: PrinterContract): void {
  describe(`printer ${id}, which never answers`, () => {
    const shops: PrinterShop[] = [];
    afterEach(async () => {
      while (shops.length > 0) await shops.pop()?.stop();
    });
    const shop = async (options: ShopOptions = {}): Promise<PrinterShop> => {
      const opened = await openPrinterShop({ module, contract, ...options });
      shops.push(opened);
      return opened;
    };
    const lines = (paper: readonly string[] | undefined) => paper?.filter((line) => line !== "");

    it("is offline before it runs, and makes no call when it is made", async () => {
      const { driver } = await shop();
      expect(driver.readiness()).toMatchObject({ state: "offline", sinceMs: expect.any(Number) });
    });
    it("sends the bytes that its previews show", async () => {
      const { driver } = await shop();
      const { bytes } = driver.encode(receipt());
      const marks = driver.interpret(bytes).marks;
      const texts = marks.flatMap((mark) => (mark.type === "text" ? [mark.text.join("")] : []));
      expect(texts).toEqual(expect.arrayContaining([...WHOLE]));
      expect(driver.encode(receipt()).bytes).toEqual(bytes);
    });
    it("does not call confirmed what it took, and takes the next", async () => {
      const { print, tray } = await shop({ wrap: chopped });
      expect(await print()).toEqual({ proof: "transport" });
      expect(await print(receipt("next"))).toEqual({ proof: "transport" });
      await expect.poll(() => tray().map(lines)).toEqual([WHOLE, paperOf("next")]);
    });
    it("claims nothing when it did not read to the end", async () => {
      const { print, sim, becomes } = await shop();
      await becomes("ready");
      sim.setFaults({ readBytesPerSecond: 0 });
      expect(await print()).toEqual({ proof: "none" });
    });
    it("sends nothing when the line is lost before the bytes", async () => {
      const { sim, print, becomes, tray } = await shop();
      await becomes("ready");
      await sim.close();
      await becomes("offline");
      await expect(print()).rejects.toMatchObject({ code: "device_offline", after: "wait" });
      expect(tray()).toEqual([]);
    });
    it("is in doubt when the line is lost during the bytes, and works on", async () => {
      const { sim, print, becomes, tray } = await shop();
      await print();
      await becomes("ready");
      sim.setFaults({ resetAfterBytes: TORN });
      await expect(print(receipt("lost"))).rejects.toMatchObject(UNKNOWN);
      await becomes("ready");
      expect(await print(receipt("next"))).toEqual({ proof: "transport" });
      await expect.poll(() => lines(tray().at(-1))).toEqual(paperOf("next"));
    });
    it("can be closed twice", async () => {
      const { driver, becomes } = await shop();
      await becomes("ready");
      await driver[Symbol.asyncDispose]();
      await driver[Symbol.asyncDispose]();
    });
  });
}

/** One byte a packet, both ways. */
function chopped(transport: Transport): Transport {
  return {
    address: transport.address,
    async open(signal) {
      const link = await transport.open(signal);
      return {
        finish: (until) => link.finish(until),
        async write(bytes, until) {
          for (const byte of bytes) await link.write(Uint8Array.of(byte), until);
        },
        incoming: (async function* () {
          for await (const chunk of link.incoming) for (const byte of chunk) yield Uint8Array.of(byte);
        })(),
        [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
      };
    },
  };
}
