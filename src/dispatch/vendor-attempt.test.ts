import { describe, expect, it } from "vitest";
import {
  GatewayError,
  outcomeUnknown,
  vendorRejected,
  vendorSignIn,
  vendorUnavailable,
} from "../core/errors.ts";
import { type Job, type JobId, type JobState, nextState, vendorLane } from "../core/jobs/job.ts";
import type { Entry } from "./key-queue.ts";
import { type Attempt, consequenceOf } from "./vendor-attempt.ts";

const job: Job = {
  seq: 1,
  id: "j1" as JobId,
  kind: "vendor.sale",
  lane: vendorLane("square"),
  key: "o1",
  idempotencyKey: "o1:sale",
  payload: null,
  afterCrash: "ask",
  orderId: "o1",
  expiresAtMs: null,
  till: null,
  urgent: false,
  state: "queued",
  attempts: 0,
  dueAtMs: 0,
  createdAtMs: 0,
  firstSentAtMs: null,
  endedAtMs: null,
  result: null,
  lastError: null,
  settledBy: null,
};
const FIRST: Entry = { job, doubtful: false, failures: 0, faults: 0 };
const DOUBTFUL: Entry = { ...FIRST, doubtful: true };
const TWELFTH: Entry = { ...FIRST, failures: 11 };
const result = { id: "V1", parts: {}, losses: [] };
const sendThrew = (error: unknown): Attempt => ({ type: "threw", call: "send", error });
const findThrew = (error: unknown): Attempt => ({ type: "threw", call: "find", error });
const busy = new GatewayError("too_many_requests", "slow down");

/** The state on disk after the marks, from the state it has there before. */
function stateAfter(attempt: Attempt, entry: Entry): JobState {
  const before = entry.doubtful ? "in_doubt" : "queued";
  return consequenceOf(attempt, entry, "square").events.reduce<JobState>(
    (state, event) =>
      nextState(event.type === "found" ? state : nextState(state, { type: "claimed" }), event),
    before,
  );
}

describe("what follows from a try", () => {
  it.each<readonly [string, Attempt, Entry, JobState, "ended" | "again" | "parked", boolean]>([
    ["done when it was sent", { type: "sent", result }, FIRST, "done", "ended", false],
    [
      "done when a doubtful one was sent after all",
      { type: "sent", result },
      DOUBTFUL,
      "done",
      "ended",
      false,
    ],
    ["done when it was found there", { type: "found", result }, DOUBTFUL, "done", "ended", false],
    [
      "in doubt while the vendor is at it",
      { type: "asked", finding: "in_progress" },
      DOUBTFUL,
      "in_doubt",
      "again",
      true,
    ],
    [
      "a person's when nobody can tell",
      { type: "asked", finding: "cannot_tell" },
      DOUBTFUL,
      "in_doubt",
      "parked",
      true,
    ],
    ["failed when our code breaks on it for ever", { type: "hopeless" }, DOUBTFUL, "failed", "ended", false],
    ["failed when its row is broken", { type: "broken", reason: "?" }, FIRST, "failed", "ended", false],
    [
      "a person's when its row is broken and it may be there",
      { type: "broken", reason: "?" },
      DOUBTFUL,
      "in_doubt",
      "parked",
      true,
    ],
    ["queued when the vendor is away", sendThrew(vendorUnavailable("503")), FIRST, "queued", "again", false],
    [
      "queued when it never arrived and the vendor is away",
      sendThrew(vendorUnavailable("503")),
      DOUBTFUL,
      "queued",
      "again",
      false,
    ],
    [
      "queued however long the vendor is away",
      sendThrew(vendorUnavailable("503")),
      TWELFTH,
      "queued",
      "again",
      false,
    ],
    ["queued while we have no sign-in", sendThrew(vendorSignIn("401")), TWELFTH, "queued", "again", false],
    ["queued when it is to be tried again", sendThrew(busy), FIRST, "queued", "again", false],
    ["failed when it was tried often enough", sendThrew(busy), TWELFTH, "failed", "ended", false],
    [
      "failed when the vendor refuses it",
      sendThrew(vendorRejected("no", {})),
      FIRST,
      "failed",
      "ended",
      false,
    ],
    [
      "failed when it never arrived and the vendor refuses it",
      sendThrew(vendorRejected("no", {})),
      DOUBTFUL,
      "failed",
      "ended",
      false,
    ],
    ["in doubt when the answer was lost", sendThrew(outcomeUnknown("cut")), FIRST, "in_doubt", "again", true],
    [
      "in doubt again when it never arrived and the answer was lost",
      sendThrew(outcomeUnknown("cut")),
      DOUBTFUL,
      "in_doubt",
      "again",
      true,
    ],
    ["in doubt when our code broke", sendThrew(new TypeError("x")), FIRST, "in_doubt", "again", true],
    [
      "in doubt while nobody answers",
      findThrew(vendorUnavailable("503")),
      DOUBTFUL,
      "in_doubt",
      "again",
      true,
    ],
    [
      "in doubt when the question itself was lost",
      findThrew(outcomeUnknown("cut")),
      DOUBTFUL,
      "in_doubt",
      "again",
      true,
    ],
    [
      "in doubt while we have no sign-in to ask with",
      findThrew(vendorSignIn("401")),
      DOUBTFUL,
      "in_doubt",
      "again",
      true,
    ],
    [
      "a person's when the vendor refuses to say",
      findThrew(vendorRejected("no", {})),
      DOUBTFUL,
      "in_doubt",
      "parked",
      true,
    ],
    [
      "a person's when our code breaks on the question",
      findThrew(new TypeError("x")),
      DOUBTFUL,
      "in_doubt",
      "parked",
      true,
    ],
  ])("%s", (_, attempt, entry, state, next, doubtful) => {
    expect(stateAfter(attempt, entry)).toBe(state);
    const { next: then, doubtful: asksFirst } = consequenceOf(attempt, entry, "square");
    expect([then, asksFirst]).toEqual([next, doubtful]);
  });

  it.each([
    ["no answer", vendorUnavailable("refused"), "unavailable"],
    ["half an answer", outcomeUnknown("cut"), "unavailable"],
    ["a pause", vendorUnavailable("429", 7_000), "rate_limited"],
    ["a refused sign-in", vendorSignIn("401"), "sign_in"],
    ["a refusal", vendorRejected("no", {}), null],
    ["a fault of our own", new TypeError("x"), null],
  ] as const)("takes %s for the outage that it is", (_, error, outage) => {
    expect(consequenceOf(sendThrew(error), FIRST, "square").outage).toBe(outage);
  });

  it.each([
    ["as long as the vendor asks for", 7_000, 7_000],
    ["an hour at most: a date seen by a wrong clock is a year away", 365 * 86_400_000, 3_600_000],
  ])("pauses %s", (_, askedMs, pauseMs) => {
    const busy = vendorUnavailable("503", askedMs);
    expect(consequenceOf(sendThrew(busy), FIRST, "square").retryAfterMs).toBe(pauseMs);
    expect(consequenceOf(findThrew(busy), DOUBTFUL, "square").retryAfterMs).toBe(pauseMs);
  });
});
