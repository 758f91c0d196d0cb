import { expect, it } from "vitest";
import type { Destination, Device, Status } from "../live/api-types.ts";
import { timeText } from "./format.ts";
import { glanceOf } from "./glance.ts";

const NOW = Date.UTC(2026, 10, 24, 11, 12);
const AT_NOON = NOW - 9 * 60_000;

const printer = (readiness: Device["readiness"]): Device => ({
  ...{ id: "front", name: "Front counter", kind: "printer", at: null, profile: null, warning: null },
  readiness,
});
const ready: Device["readiness"] = { state: "ready", sinceMs: AT_NOON, warnings: [] };
const square: Destination = {
  ...{ vendor: "square", connected: true, reachability: "reachable", sinceMs: AT_NOON, reason: null },
  ...{ retryAtMs: null, waiting: 0, inFlight: 0, needsPerson: 0, lagMs: 0 },
};
const shop = (change: Partial<Status>): Status => ({
  ...{
    version: "0.1.0",
    store: { id: "nord", name: "Café Nord" },
    startedAt: "2026-11-24T05:00:00Z",
    ready: true,
  },
  ...{ reasons: [], disk: { freeBytes: 24e9, walBytes: 0, state: "ok" } },
  ...{ clock: { ok: true, now: "2026-11-24T11:12:00Z" } },
  ...{ devices: [printer(ready)], queues: [], destinations: [square] },
  ...change,
});

it("says that all is well when nothing waits", () => {
  expect(glanceOf(shop({}), NOW)).toEqual({ tone: "good", title: "All is well", points: [] });
});

it("says what the printer needs, since when, and how many prints wait for it", () => {
  const out = printer({ state: "needs_person", sinceMs: AT_NOON, reason: "paper_out" });
  const queues = [{ device: "front", waiting: 3, running: 0, unconfirmed: 0, oldestWaitingMs: 540_000 }];
  expect(glanceOf(shop({ devices: [out], queues }), NOW)).toMatchObject({
    title: "1 thing needs you",
    points: [{ text: `Front counter: paper is out since ${timeText(AT_NOON, NOW)}; 3 prints wait` }],
  });
});

it("does not call for a person when the internet is down: the orders go by themselves", () => {
  const away: Destination = { ...square, reachability: "unreachable", waiting: 4 };
  expect(glanceOf(shop({ destinations: [away] }), NOW)).toMatchObject({
    tone: "look",
    title: "Working, with 1 thing to know",
    points: [
      {
        text: `Square cannot be reached since ${timeText(AT_NOON, NOW)}. 4 orders are kept and will be sent by themselves`,
      },
    ],
  });
});

it("calls for a person when a vendor's answer has to be decided on", () => {
  const refused: Destination = { ...square, needsPerson: 1 };
  expect(glanceOf(shop({ destinations: [refused] }), NOW)).toMatchObject({
    tone: "bad",
    points: [{ text: "1 order for Square needs a decision" }],
  });
});

it("says first of all that orders are refused, and why", () => {
  const reasons = [{ code: "store_full", message: "make room" }];
  const full = shop({ ready: false, reasons, disk: { freeBytes: 12e6, walBytes: 0, state: "full" } });
  expect(glanceOf(full, NOW)).toMatchObject({
    title: "Orders are not accepted right now",
    points: [{ tone: "bad", text: "The disk is full, 12 MB are free: make room" }],
  });
});

it("puts what a person must do before what is only worth knowing", () => {
  const near = printer({ state: "ready", sinceMs: AT_NOON, warnings: ["paper_near_end"] });
  const refused: Destination = { ...square, needsPerson: 2 };
  expect(
    glanceOf(shop({ devices: [near], destinations: [refused] }), NOW).points.map(({ tone }) => tone),
  ).toEqual(["bad", "look"]);
});

it("warns of a clock in doubt", () => {
  const behind = shop({ clock: { ok: false, now: "2020-01-01T00:00:00Z" } });
  expect(glanceOf(behind, NOW).points[0]?.text).toBe("The gateway's clock is in doubt: check date and time");
});
