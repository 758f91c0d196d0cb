import { describe, expect, it } from "vitest";
import { JOB_STATES, type JobEvent, type JobState, nextState } from "./job.ts";

type Row = readonly [from: JobState, event: JobEvent, to: JobState];
const threw = (after: "retry" | "wait" | "ask" | "stop", attemptsLeft: number): JobEvent => ({
  type: "threw",
  after,
  attemptsLeft,
});
const crashed = (afterCrash: "repeat" | "ask" | "drop"): JobEvent => ({
  type: "found_running_at_start",
  afterCrash,
});
const found = (finding: "happened" | "in_progress" | "never_arrived" | "cannot_tell"): JobEvent => ({
  type: "found",
  finding,
});

/** Every event that moves a job, from every state in which it may. */
const MOVES: readonly Row[] = [
  ["queued", { type: "claimed" }, "running"],
  ["running", { type: "succeeded" }, "done"],
  ["in_doubt", { type: "succeeded" }, "done"],
  ["running", threw("retry", 1), "queued"],
  ["running", threw("retry", 0), "failed"],
  ["running", threw("wait", 1), "queued"],
  ["running", threw("wait", 0), "queued"],
  ["running", threw("ask", 1), "in_doubt"],
  ["running", threw("ask", 0), "in_doubt"],
  ["running", threw("stop", 1), "failed"],
  ["running", threw("stop", 0), "failed"],
  ["running", crashed("repeat"), "queued"],
  ["running", crashed("ask"), "in_doubt"],
  ["running", crashed("drop"), "failed"],
  ["in_doubt", found("happened"), "done"],
  ["in_doubt", found("in_progress"), "in_doubt"],
  ["in_doubt", found("never_arrived"), "queued"],
  ["in_doubt", found("cannot_tell"), "in_doubt"],
  ["queued", found("happened"), "done"],
  ["queued", found("in_progress"), "in_doubt"],
  ["queued", found("never_arrived"), "queued"],
  ["queued", found("cannot_tell"), "in_doubt"],
  // Given up while it was on its way: what arrived is not forgotten.
  ["discarded", { type: "succeeded" }, "done"],
  ["discarded", found("happened"), "done"],
  ["queued", { type: "too_late" }, "expired"],
  ["held", { type: "too_late" }, "expired"],
  ["queued", { type: "held" }, "held"],
  ["held", { type: "released" }, "queued"],
  ["queued", { type: "cancelled" }, "cancelled"],
  ["held", { type: "cancelled" }, "cancelled"],
  ["failed", { type: "retried" }, "queued"],
  ["expired", { type: "retried" }, "queued"],
  ["in_doubt", { type: "retried" }, "queued"],
  ["queued", { type: "discarded" }, "discarded"],
  ["held", { type: "discarded" }, "discarded"],
  ["failed", { type: "discarded" }, "discarded"],
  ["in_doubt", { type: "discarded" }, "discarded"],
  ["expired", { type: "discarded" }, "discarded"],
];

const spelled = (event: JobEvent): string => Object.values(event).join(" ");
const events = [...new Map(MOVES.map(([, event]) => [spelled(event), event])).values()];
const moves = new Set(MOVES.map(([from, event]) => `${from} ${spelled(event)}`));
const idle = JOB_STATES.flatMap((from) => events.map((event): [JobState, JobEvent] => [from, event])).filter(
  ([from, event]) => !moves.has(`${from} ${spelled(event)}`),
);

describe("a job", () => {
  it.each(MOVES)("that is %s and meets %j becomes %s", (from, event, to) => {
    expect(nextState(from, event)).toBe(to);
  });

  it.each(idle)("that is %s does not care for %j", (from, event) => {
    expect(nextState(from, event)).toBe(from);
  });

  it.each(["done", "cancelled"] as const)("that is %s stays so for ever", (end) => {
    expect(events.map((event) => nextState(end, event))).toEqual(events.map(() => end));
  });
});
