import { expect, it } from "vitest";
import type { Destination, Device, Duty, Status } from "../live/api-types.ts";
import { dutyName, groupDuties, mayDiscard, mayRetry, whySaid } from "./duties.ts";
import { timeText } from "./format.ts";

const NOW = Date.UTC(2026, 10, 24, 11, 12);
const SINCE = NOW - 9 * 60_000;

const duty = (change: Partial<Duty>): Duty => ({
  ...{
    id: "1",
    kind: "vendor.sale",
    device: null,
    destination: "square",
    order: "o-1",
    orderNumber: "A-118",
  },
  ...{
    state: "queued",
    sending: false,
    attempts: 0,
    nextTryAt: null,
    waitsForPerson: false,
    lastError: null,
  },
  createdAt: "2026-11-24T11:03:00Z",
  ...change,
});
const onPaper = (change: Partial<Duty>): Duty =>
  duty({ kind: "print", device: "front", destination: null, ...change });

const status = (readiness: Device["readiness"], reachability: Destination["reachability"]) =>
  ({
    devices: [
      {
        id: "front",
        name: "Front counter",
        kind: "printer",
        at: null,
        profile: null,
        warning: null,
        readiness,
      },
    ],
    destinations: [
      {
        ...{ vendor: "square", connected: true, reachability, sinceMs: SINCE, reason: null, retryAtMs: null },
        ...{ waiting: 1, inFlight: 0, needsPerson: 0, lagMs: 0 },
      },
    ],
  }) satisfies Pick<Status, "devices" | "destinations">;
const ready: Device["readiness"] = { state: "ready", sinceMs: SINCE, warnings: [] };
const noPaper: Device["readiness"] = { state: "needs_person", sinceMs: SINCE, reason: "paper_out" };

it("says in plain words what a receipt waits for", () => {
  const since = timeText(SINCE, NOW);
  expect(whySaid(onPaper({}), status(noPaper, "reachable"), NOW).text).toBe(
    `Waiting for the printer: paper is out since ${since}`,
  );
});

it.each([
  [duty({}), "unreachable", "Square cannot be reached since", "look"],
  [duty({}), "sign_in", "Square refuses our sign-in since", "bad"],
  [duty({}), "rate_limited", "Square asks us to go slower", "busy"],
  [duty({ sending: true }), "reachable", "Being sent now", "busy"],
  [duty({ attempts: 2 }), "reachable", "The last try failed; it is tried again by itself", "busy"],
  [duty({ state: "failed" }), "reachable", "Square refused it", "bad"],
  [
    duty({ state: "in_doubt" }),
    "reachable",
    "May have arrived: the gateway asks Square before it sends again",
    "look",
  ],
  [
    duty({ state: "in_doubt", waitsForPerson: true }),
    "reachable",
    "Nobody can say whether it arrived",
    "bad",
  ],
  [onPaper({ state: "in_doubt" }), "reachable", "May be on paper: the printer did not confirm", "bad"],
  [onPaper({ state: "held" }), "reachable", "On hold until somebody releases it", "look"],
] as const)("tells the reason of %o while Square is %s", (waiting, reachability, text, tone) => {
  const said = whySaid(waiting, status(ready, reachability), NOW);
  expect(said.text).toContain(text);
  expect(said.tone).toBe(tone);
});

it("tells the same reason once for all that wait for it, the oldest first", () => {
  const newest = duty({ id: "3" });
  const oldest = duty({ id: "2" });
  const groups = groupDuties(
    [newest, oldest, onPaper({ id: "4", state: "in_doubt" })],
    status(ready, "unreachable"),
    NOW,
  );
  expect(groups.map(({ duties }) => duties.map(({ id }) => id))).toEqual([["4"], ["2", "3"]]);
});

it("names a duty as the till does", () => {
  expect(dutyName(duty({}))).toBe("Sale A-118");
  expect(dutyName(onPaper({}))).toBe("Receipt A-118");
  expect(dutyName(onPaper({ order: null, orderNumber: null }))).toBe("Print");
});

it("offers another try only for what has ended badly, and never for a drawer", () => {
  expect(mayRetry(duty({ state: "failed" }))).toBe(true);
  expect(mayRetry(duty({ state: "queued" }))).toBe(false);
  expect(mayRetry(onPaper({ kind: "kick", state: "failed" }))).toBe(false);
});

it("does not offer to discard what is being sent at this moment", () => {
  expect(mayDiscard(duty({ sending: true }))).toBe(false);
  expect(mayDiscard(duty({}))).toBe(true);
});
