import { afterEach, expect, it } from "vitest";
import { settle, until } from "../../test/help/hand-time.ts";
import { createMemoryPrinter } from "../../test/help/memory-printer.ts";
import { type RunningShop, runShop } from "../../test/help/run-dispatcher.ts";
import type { PrintPayload } from "../core/jobs/job-kinds.ts";
import { printRouting } from "../core/print-routing.ts";
import { movesOf } from "./stand-ins.ts";

let shop: RunningShop | undefined;
afterEach(async () => {
  await shop?.[Symbol.asyncDispose]();
  shop = undefined;
});

const asked = { key: null, actor: "till", till: null };
const ROUTING = printRouting.parse({
  stations: [{ id: "kitchen", name: "Kitchen", printer: "kitchen", standIns: ["bar"] }],
  rules: [{ station: "kitchen" }],
  standInAfterSeconds: 30,
});
const ticket: PrintPayload = {
  what: {
    ...{
      type: "ticket",
      factSeq: 1,
      station: { id: "kitchen", name: "Kitchen", printer: "kitchen" },
      kind: "new",
    },
    ...{ lines: [], elsewhere: [], reason: null, isMoved: false },
  },
  banner: null,
  retryOf: null,
  repeated: false,
};

async function openKitchen() {
  const kitchen = createMemoryPrinter();
  const bar = createMemoryPrinter();
  kitchen.state = "offline";
  shop = await runShop({
    devices: { kitchen, bar },
    compose: ({ what }) => [
      { type: "text", runs: [{ text: what.type === "ticket" && what.isMoved ? "FOR KITCHEN" : "ticket" }] },
    ],
  });
  await shop.store.run("savePrintRouting", { ...asked, routing: ROUTING });
  const made = await shop.store.run("createPrintJobs", {
    ...asked,
    printer: "kitchen",
    payloads: [ticket],
    afterCrash: "repeat",
    expiresAtMs: null,
  });
  return { ...shop, kitchen, bar, jobId: made.id };
}
const textOf = (paper: ReturnType<typeof createMemoryPrinter>["paper"]): string => JSON.stringify(paper);

it("when the kitchen's printer stays away the bar's prints the ticket, and says for whom", async () => {
  const { time, bar, kitchen } = await openKitchen();
  await settle();
  time.advance(29_000);
  expect(bar.paper).toEqual([]);
  time.advance(2_000);
  await until(() => bar.paper.length === 1);
  expect(textOf(bar.paper)).toContain("FOR KITCHEN");
  expect(kitchen.paper).toEqual([]);
});

it("a printer that is back in time prints its own", async () => {
  const { time, bar, kitchen, dispatcher } = await openKitchen();
  time.advance(10_000);
  kitchen.state = "ready";
  dispatcher.readinessChanged("kitchen");
  await until(() => kitchen.paper.length === 1);
  time.advance(60_000);
  expect(textOf(kitchen.paper)).not.toContain("FOR KITCHEN");
  expect(bar.paper).toEqual([]);
});

it("while nobody can stand in it waits at home, and goes as soon as somebody can", async () => {
  const { time, bar, store, jobId } = await openKitchen();
  await settle();
  bar.state = "offline";
  time.advance(31_000);
  await settle();
  expect(store.read.job(jobId)?.lane).toBe("device:kitchen");
  bar.state = "ready";
  time.advance(2_000);
  await until(() => bar.paper.length === 1);
});

it("a ticket that waits at a stand-in which went away too goes home when home is there again", async () => {
  const { store, bar, jobId } = await openKitchen();
  bar.state = "offline";
  await store.run("moveTicket", { jobId, printer: "bar" });
  const moved = store.read.job(jobId);
  if (!moved) throw new Error("the ticket is gone");
  const around = { routing: ROUTING, isReady: (id: string) => id === "kitchen", nowMs: Date.now() };
  const away = { deviceId: "bar", sinceMs: Date.now() };
  expect(movesOf([moved], away, around).moves).toEqual([{ jobId, printer: "kitchen" }]);
  await store.run("moveTicket", { jobId, printer: "kitchen" });
  expect(store.read.job(jobId)?.payload).toMatchObject({ what: { isMoved: false } });
});

it("receipts wait for their own printer: they hold a guest's name, and a drawer opens with them", async () => {
  const { time, bar, store } = await openKitchen();
  const receipt: PrintPayload = {
    ...ticket,
    what: { type: "document", document: [{ type: "text", runs: [{ text: "receipt" }] }] },
  };
  await store.run("createPrintJobs", {
    ...asked,
    printer: "kitchen",
    payloads: [receipt],
    afterCrash: "ask",
    expiresAtMs: null,
  });
  time.advance(120_000);
  await until(() => bar.paper.length === 1);
  await settle();
  expect(bar.paper).toHaveLength(1);
});
