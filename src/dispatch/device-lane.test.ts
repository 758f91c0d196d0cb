import { afterEach, describe, expect, it } from "vitest";
import { createFaultyDisk } from "../../test/help/faulty-disk.ts";
import { settle, until } from "../../test/help/hand-time.ts";
import {
  createMemoryDrawer,
  createMemoryPrinter,
  type MemoryPrinter,
} from "../../test/help/memory-printer.ts";
import { type RunningShop, runShop } from "../../test/help/run-dispatcher.ts";
import type { Readiness } from "../core/driver.ts";
import { busy, needsPerson, offline, outcomeUnknown } from "../core/errors.ts";
import type { AfterCrash } from "../core/jobs/job.ts";
import { deviceLane } from "../core/jobs/job.ts";
import type { PrintPayload } from "../core/jobs/job-kinds.ts";
import type { Paper, PrintDocument } from "../core/receipt.ts";
import { openReader } from "../store/database.ts";
import { createReader } from "../store/reader.ts";
import type { Store } from "../store/store.ts";

let shop: RunningShop | undefined;
afterEach(async () => {
  await shop?.[Symbol.asyncDispose]();
  shop = undefined;
});

const ask = { key: null, actor: "till", till: null };
const textOf = (text: string): PrintDocument => [{ type: "text", runs: [{ text }] }];
const payloadOf = (document: PrintDocument): PrintPayload => ({
  what: { type: "document", document },
  banner: null,
  retryOf: null,
  repeated: false,
});

interface PrintWish {
  readonly text: string;
  readonly printer?: string;
  readonly afterCrash?: AfterCrash;
  readonly expiresAtMs?: number;
  readonly payload?: PrintPayload;
}
async function print(store: Store, wish: PrintWish): Promise<string> {
  const { printer = "front", afterCrash = "ask", expiresAtMs = null } = wish;
  const payload = wish.payload ?? payloadOf(textOf(wish.text));
  const made = await store.run("createPrintJobs", {
    ...ask,
    printer,
    payloads: [payload],
    afterCrash,
    expiresAtMs,
  });
  return made.id;
}
const stateOf = (id: string) => shop?.store.read.job(id)?.state;
const composeDocument = ({ what, banner }: PrintPayload): PrintDocument | undefined => {
  if (what.type !== "document") return undefined;
  return banner === null ? what.document : [...textOf(banner), ...what.document];
};

const PAPER: Paper = {
  widthDots: 576,
  heightDots: 240,
  unknown: 0,
  marks: [
    {
      ...{ type: "text", x: 0, y: 0, text: [..."hello"], cellWidth: 12, cellHeight: 24 },
      ...{ bold: false, underline: false, invert: false, upsideDown: false },
    },
  ],
};

/** A print that never ends by itself. */
const untilLetGo = (_: PrintDocument, signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(outcomeUnknown("stopped after 10 of 20 bytes")));
  });

type Options = NonNullable<Parameters<typeof runShop>[0]>;
async function openWith(printer: MemoryPrinter, options: Options = {}): Promise<RunningShop> {
  shop = await runShop({ devices: { front: printer }, compose: composeDocument, ...options });
  return shop;
}

describe("a device lane", () => {
  it("prints one job after the other, oldest first, and keeps how it was proven", async () => {
    const printer = createMemoryPrinter();
    const { store, ended } = await openWith(printer);
    await print(store, { text: "1" });
    await print(store, { text: "2" });
    const last = await print(store, { text: "3" });
    await until(() => ended.length === 3);
    expect(printer.paper).toEqual([textOf("1"), textOf("2"), textOf("3")]);
    expect(store.read.job(last)).toMatchObject({
      state: "done",
      attempts: 1,
      result: { proof: "printer" },
      lastError: null,
    });
  });

  it("calls what nobody vouches for unconfirmed, not printed, and goes on", async () => {
    const printer = createMemoryPrinter();
    printer.proof = "none";
    const { store, ended } = await openWith(printer);
    const doubtful = await print(store, { text: "1" });
    await until(() => ended.length === 1);
    printer.proof = "printer";
    const next = await print(store, { text: "2" });
    await until(() => ended.length === 2);
    expect(store.read.job(doubtful)).toMatchObject({
      state: "in_doubt",
      result: { proof: "none" },
      lastError: { code: "outcome_unknown", message: expect.stringContaining("cannot say whether") },
    });
    expect(stateOf(next)).toBe("done");
  });

  it("has the claim and the very bytes on disk before the first byte leaves", async () => {
    const printer = createMemoryPrinter();
    const { store, test } = await openWith(printer);
    const other = createReader(openReader(test.path));
    const seen: unknown[] = [];
    printer.beforePrint = () => {
      const [job] = other.jobs({ lane: deviceLane("front") }, 1, null).items;
      const stored = other.jobBytes(String(job?.id));
      seen.push(job?.state, job?.attempts, stored && new TextDecoder().decode(stored.bytes));
    };
    const id = await print(store, { text: "hello" });
    await until(() => stateOf(id) === "done");
    other.close();
    expect(seen).toEqual(["running", 1, JSON.stringify(textOf("hello"))]);
  });

  it("keeps the words of the paper and its length, for whoever looks for it", async () => {
    const { store } = await openWith(Object.assign(createMemoryPrinter(), { interpret: () => PAPER }));
    const id = await print(store, { text: "hello" });
    await until(() => store.read.printed(id)?.lengthDots === 240);
    const look = (word: string) => store.read.lookForWords({ words: [word] }, 1, null);
    expect(look("hello")).toMatchObject([{ jobId: id, found: true }]);
    expect(look("goodbye")).toMatchObject([{ jobId: id, found: false }]);
  });

  it.each([
    ["tells before it prints a long paper that the roll ends", 2_401, ["paper_near_end"]],
    ["does not warn before a paper that the end of a roll is enough for", 2_400, undefined],
  ])("%s", async (_, heightDots, warnings) => {
    const readiness = (): Readiness => ({ state: "ready", sinceMs: 0, warnings: ["paper_near_end"] });
    const interpret = (): Paper => ({ ...PAPER, heightDots });
    const { store, test } = await openWith(Object.assign(createMemoryPrinter(), { interpret, readiness }));
    const id = await print(store, { text: "1" });
    await until(() => stateOf(id) === "done");
    const running = test.events.find((event) => event.type === "job.updated" && event.state === "running");
    expect(running?.type === "job.updated" && running.warnings).toEqual(warnings);
  });

  it("is printed although nobody can read what its bytes say", async () => {
    const interpret = (): never => {
      throw new RangeError("no such command");
    };
    const { store } = await openWith(Object.assign(createMemoryPrinter(), { interpret }));
    const id = await print(store, { text: "hello" });
    await until(() => stateOf(id) === "done");
    expect(store.read.printed(id)).toEqual({ degraded: [], lengthDots: null });
  });

  it("waits for paper without touching the job, and goes on by itself", async () => {
    const printer = createMemoryPrinter();
    printer.state = "needs_person";
    const { store, dispatcher } = await openWith(printer);
    const id = await print(store, { text: "1" });
    await settle();
    expect(store.read.job(id)).toMatchObject({ state: "queued", attempts: 0 });
    expect(dispatcher.status().queues).toMatchObject([{ device: "front", waiting: 1, unconfirmed: 0 }]);
    printer.state = "ready";
    dispatcher.readinessChanged("front");
    await until(() => stateOf(id) === "done");
  });

  it("puts a job back when the printer says before the first byte that it cannot", async () => {
    const printer = createMemoryPrinter();
    const { store, dispatcher, time } = await openWith(printer);
    printer.beforePrint = () => {
      printer.beforePrint = () => undefined;
      printer.state = "needs_person";
      throw needsPerson("front has no paper", { reason: "paper_out" });
    };
    const id = await print(store, { text: "1" });
    await until(() => store.read.job(id)?.lastError !== null);
    expect(store.read.job(id)).toMatchObject({ state: "queued", lastError: { code: "device_needs_person" } });
    time.advance(60_000);
    await settle();
    expect(stateOf(id)).toBe("queued");
    printer.state = "ready";
    dispatcher.readinessChanged("front");
    await until(() => stateOf(id) === "done");
    expect(printer.paper).toHaveLength(1);
  });

  it("does not hammer a printer that seems ready and then is not", async () => {
    const printer = createMemoryPrinter();
    let tries = 0;
    printer.beforePrint = () => {
      tries += 1;
      if (tries < 4) throw offline("front refused the line");
    };
    const { store, time } = await openWith(printer);
    const id = await print(store, { text: "1" });
    for (const count of [1, 2, 3]) {
      await until(() => tries === count && stateOf(id) === "queued");
      await settle();
      expect(tries).toBe(count);
      time.advance(30_000);
    }
    await until(() => stateOf(id) === "done");
  });

  it("gives up on a printer that is busy for ever, and goes on with the next job", async () => {
    const printer = createMemoryPrinter();
    let tries = 0;
    printer.beforePrint = (document) => {
      if (JSON.stringify(document).includes("stuck")) {
        tries += 1;
        throw busy("another till prints");
      }
    };
    const { store, time } = await openWith(printer);
    const stuck = await print(store, { text: "stuck" });
    const next = await print(store, { text: "next" });
    while (stateOf(stuck) !== "failed") {
      const before = tries;
      await until(() => tries > before || stateOf(stuck) === "failed" || stateOf(stuck) === "queued");
      await settle();
      time.advance(30_000);
    }
    await until(() => stateOf(next) === "done");
    expect(tries).toBe(12);
    expect(store.read.job(stuck)).toMatchObject({ lastError: { code: "device_busy" } });
  });

  it("leaves a doubtful print unconfirmed, never prints it again by itself, and goes on at once", async () => {
    const printer = createMemoryPrinter();
    printer.afterPrint = (document) => {
      if (JSON.stringify(document).includes("doubt"))
        throw outcomeUnknown("the line broke after 312 of 900 bytes");
    };
    const { store, dispatcher } = await openWith(printer);
    const doubt = await print(store, { text: "doubt" });
    const next = await print(store, { text: "next" });
    await until(() => stateOf(next) === "done");
    expect(store.read.job(doubt)).toMatchObject({
      state: "in_doubt",
      lastError: { code: "outcome_unknown" },
    });
    expect(printer.paper).toHaveLength(2);
    expect(dispatcher.status().queues).toMatchObject([{ waiting: 0, unconfirmed: 1, oldestWaitingMs: 0 }]);
  });

  it("takes a driver that breaks in its own way for a doubtful print", async () => {
    const printer = createMemoryPrinter();
    printer.beforePrint = () => {
      throw new TypeError("cannot read x of undefined");
    };
    const { store } = await openWith(printer);
    const id = await print(store, { text: "1" });
    await until(() => stateOf(id) === "in_doubt");
    expect(store.read.job(id)?.lastError?.message).toContain("cannot read x of undefined");
  });

  it("fails what cannot be brought on paper, with the reason, and goes on", async () => {
    const printer = createMemoryPrinter();
    const { store } = await openWith(printer);
    const receipt: PrintPayload = {
      ...payloadOf(textOf("")),
      what: { type: "receipt", factSeq: 99, refundId: null, openDrawer: false },
    };
    const gone = await print(store, { text: "", payload: receipt });
    const next = await print(store, { text: "next" });
    await until(() => stateOf(next) === "done");
    expect(store.read.job(gone)).toMatchObject({
      state: "failed",
      lastError: { code: "not_found", message: "the order of this receipt is not in the journal" },
    });
  });

  it("does not print what was cancelled while it waited", async () => {
    const printer = createMemoryPrinter();
    printer.state = "offline";
    const { store, dispatcher } = await openWith(printer);
    const cancelled = await print(store, { text: "no" });
    const next = await print(store, { text: "yes" });
    await store.run("movePrintJob", { ...ask, jobId: cancelled, action: "cancel" });
    printer.state = "ready";
    dispatcher.readinessChanged("front");
    await until(() => stateOf(next) === "done");
    expect(printer.paper).toEqual([textOf("yes")]);
  });

  it("does not print a ticket whose time has passed", async () => {
    const printer = createMemoryPrinter();
    printer.state = "offline";
    const { store, dispatcher } = await openWith(printer);
    const late = await print(store, { text: "late", expiresAtMs: Date.now() - 1 });
    const next = await print(store, { text: "next" });
    printer.state = "ready";
    dispatcher.readinessChanged("front");
    await until(() => stateOf(next) === "done");
    expect([stateOf(late), printer.paper]).toEqual(["expired", [textOf("next")]]);
  });

  it("shows a ticket as expired although its printer is off", async () => {
    const printer = createMemoryPrinter();
    printer.state = "offline";
    const { store, time } = await openWith(printer);
    await print(store, { text: "waits" });
    const late = await print(store, { text: "late", expiresAtMs: Date.now() - 1 });
    await settle();
    time.advance(5_000);
    await until(() => stateOf(late) === "expired");
  });

  it("lets one printer's trouble be its own", async () => {
    const front = createMemoryPrinter();
    const kitchen = createMemoryPrinter();
    front.beforePrint = untilLetGo;
    shop = await runShop({ devices: { front, kitchen }, compose: composeDocument });
    await print(shop.store, { text: "stuck" });
    const id = await print(shop.store, { text: "soup", printer: "kitchen" });
    await until(() => stateOf(id) === "done");
    expect(kitchen.paper).toEqual([textOf("soup")]);
    shop.stop();
    await settle();
    shop.time.advance(10_000);
  });

  it("opens a drawer, and fails the wish where there is none", async () => {
    const drawer = createMemoryDrawer();
    shop = await runShop({ devices: { drawer, front: createMemoryPrinter() } });
    const { store } = shop;
    const wish = { ...ask, reason: "change", expiresAtMs: Date.now() + 60_000 };
    const opens = await store.run("openDrawer", { ...wish, drawer: "drawer" });
    const cannot = await store.run("openDrawer", { ...wish, drawer: "front" });
    await until(() => stateOf(opens.id) === "done" && stateOf(cannot.id) === "failed");
    expect(drawer.opened).toBe(1);
  });

  it("prints a receipt of a device that comes later, when it comes", async () => {
    shop = await runShop({ compose: composeDocument });
    const { store, devices, dispatcher } = shop;
    const id = await print(store, { text: "1" });
    await settle();
    expect(stateOf(id)).toBe("queued");
    devices.set("front", createMemoryPrinter());
    dispatcher.readinessChanged("front");
    await until(() => stateOf(id) === "done");
  });
});

describe("after a crash in the middle of a print", () => {
  /** The run before this one died while the job ran. */
  const died = (wish: PrintWish, note: (id: string) => void) => async (store: Store) => {
    const id = await print(store, wish);
    await store.run("claimDeviceJob", { jobId: id, bytes: new Uint8Array([1]), degraded: [] });
    await store.run("start", null);
    note(id);
  };

  it("prints a kitchen ticket again, marked DUPLICATE, without the drawer", async () => {
    const printer = createMemoryPrinter();
    let id = "";
    const document: PrintDocument = [...textOf("2 soup"), { type: "drawer" }];
    const wish: PrintWish = { text: "", payload: payloadOf(document), afterCrash: "repeat" };
    await openWith(printer, { before: died(wish, (made) => (id = made)) });
    await until(() => stateOf(id) === "done");
    expect(printer.paper).toEqual([[...textOf("DUPLICATE"), ...textOf("2 soup")]]);
  });

  it("leaves a receipt unconfirmed", async () => {
    const printer = createMemoryPrinter();
    let id = "";
    const { store } = await openWith(printer, { before: died({ text: "receipt" }, (made) => (id = made)) });
    const next = await print(store, { text: "next" });
    await until(() => stateOf(next) === "done");
    expect([stateOf(id), printer.paper]).toEqual(["in_doubt", [textOf("next")]]);
  });

  it("does not let a drawer fly open an hour later", async () => {
    const drawer = createMemoryDrawer();
    let id = "";
    shop = await runShop({
      devices: { drawer },
      before: async (store) => {
        const wish = { ...ask, drawer: "drawer", reason: "change", expiresAtMs: Date.now() + 60_000 };
        id = (await store.run("openDrawer", wish)).id;
        await store.run("claimDeviceJob", { jobId: id, bytes: null, degraded: [] });
        await store.run("start", null);
      },
    });
    await settle();
    expect([stateOf(id), drawer.opened]).toEqual(["failed", 0]);
  });
});

it("does not let a drawer fly open late because the clock cannot be trusted", async () => {
  const drawer = createMemoryDrawer();
  let id = "";
  shop = await runShop({
    devices: { drawer },
    around: (store) => ({ ...store, state: () => ({ ...store.state(), clockDoubt: "behind" as const }) }),
    before: async (store) => {
      const wish = { ...ask, drawer: "drawer", reason: "change", expiresAtMs: Date.now() - 1 };
      id = (await store.run("openDrawer", wish)).id;
    },
  });
  await until(() => stateOf(id) === "failed");
  expect([shop.store.read.job(id)?.lastError?.message, drawer.opened]).toEqual([
    expect.stringContaining("asked for too long ago"),
    0,
  ]);
});

describe("while the disk takes no write", () => {
  it("prints nothing, for the claim is not on disk", async () => {
    const printer = createMemoryPrinter();
    const disk = createFaultyDisk();
    const { store, time } = await openWith(printer, { around: disk.around });
    disk.fault = "store_full";
    const id = await print(store, { text: "1" });
    await until(() => disk.refused > 1);
    await settle();
    expect([printer.paper, stateOf(id)]).toEqual([[], "queued"]);
    disk.fault = null;
    for (let tries = 0; tries < 5; tries += 1) {
      time.advance(5_000);
      await settle();
    }
    await until(() => stateOf(id) === "done");
    expect(printer.paper).toHaveLength(1);
  });

  it("takes back a claim that came to stand although its commit failed", async () => {
    const printer = createMemoryPrinter();
    const disk = createFaultyDisk();
    disk.stands = true;
    const { store, time } = await openWith(printer, { around: disk.around });
    disk.fault = "store_unknown";
    const id = await print(store, { text: "1" });
    await until(() => stateOf(id) === "running");
    disk.fault = null;
    for (let tries = 0; tries < 5; tries += 1) {
      time.advance(5_000);
      await settle();
    }
    await until(() => stateOf(id) === "done");
    expect(printer.paper).toHaveLength(1);
  });

  it("never forgets how a print ended", async () => {
    const printer = createMemoryPrinter();
    const disk = createFaultyDisk();
    const { store, time } = await openWith(printer, { around: disk.around });
    printer.afterPrint = () => {
      disk.fault = "store_unknown";
    };
    const id = await print(store, { text: "1" });
    await until(() => disk.refused > 0);
    expect(stateOf(id)).toBe("running");
    disk.fault = null;
    time.advance(5_000);
    await until(() => stateOf(id) === "done");
    expect([printer.paper.length, store.read.job(id)?.result]).toEqual([1, { proof: "printer" }]);
  });
});

describe("when the gateway stops in the middle of a print", () => {
  it("gives the print ten seconds, then lets go and says that it may have come out", async () => {
    const printer = createMemoryPrinter();
    printer.beforePrint = untilLetGo;
    const { store, stop, ran, time } = await openWith(printer);
    const id = await print(store, { text: "1" });
    const waits = await print(store, { text: "2" });
    await until(() => stateOf(id) === "running");
    stop();
    await settle();
    expect(stateOf(id)).toBe("running");
    time.advance(10_000);
    expect(await ran).toEqual({ unstored: 0 });
    expect([stateOf(id), stateOf(waits)]).toEqual(["in_doubt", "queued"]);
  });
});
