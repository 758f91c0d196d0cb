import { expect, it } from "vitest";
import type { PrintJob, Sync } from "../live/api-types.ts";
import { toneOf, trackOf } from "./track.ts";

const NOW = Date.UTC(2026, 10, 24, 11, 12);
const print = (change: Partial<PrintJob>): PrintJob => ({
  ...{
    id: "p1",
    printer: "front",
    state: "printed",
    proof: "printer",
    order: "o-1",
    orderNumber: "A-118",
    banner: null,
  },
  ...{ attempts: 1, degraded: [], waiting: null, retryOf: null, settledBy: null, lastError: null },
  ...{ createdAt: "2026-11-24T11:03:00Z", sentAt: null, endedAt: null },
  ...change,
});
const atSquare = (state: Sync["state"]): Sync => ({
  ...{
    destination: "square",
    state,
    vendorId: null,
    attempts: 1,
    lastError: null,
    at: "2026-11-24T11:03:00Z",
  },
});
const order = (printJobs: readonly PrintJob[], sync: readonly Sync[]) => ({
  capturedAt: "2026-11-24T11:03:00Z",
  printJobs,
  sync,
});
const words = (printJobs: readonly PrintJob[], sync: readonly Sync[]) =>
  trackOf(order(printJobs, sync), NOW)
    .slice(1)
    .map(({ name, said }) => `${name} ${said.text}`);

it("shows an order that is on paper and at Square", () => {
  expect(words([print({})], [atSquare("sent")])).toEqual(["Receipt proven", "Square sent"]);
});

it("tells a printer's word from bytes that were only taken", () => {
  expect(words([print({ proof: "transport" })], [])).toEqual(["Receipt printed"]);
});

it("says why a receipt waits", () => {
  const waiting = { reason: "paper_out", since: "2026-11-24T11:03:00Z" };
  expect(words([print({ state: "queued", proof: "none", waiting })], [])).toEqual(["Receipt no paper"]);
});

it("shows the worst of several receipts", () => {
  expect(words([print({}), print({ id: "p2", state: "unconfirmed" })], [])).toEqual(["Receipt unconfirmed"]);
});

it("forgets the doubt about a receipt that was printed again", () => {
  const again = print({ id: "p2", retryOf: "p1", banner: "DUPLICATE" });
  expect(words([print({ state: "unconfirmed", settledBy: "anna" }), again], [])).toEqual(["Receipt proven"]);
});

it.each([
  [["sent"], "good"],
  [["pending"], "busy"],
  [["in_doubt", "sent"], "look"],
  [["rejected", "pending"], "bad"],
] as const)("counts an order with %j as %s", (states, tone) => {
  expect(toneOf(trackOf(order([print({})], states.map(atSquare)), NOW))).toBe(tone);
});
