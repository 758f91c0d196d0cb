import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Job, type JobId, vendorLane } from "../core/jobs/job.ts";
import { createKeyQueue, type Entry, type Standing } from "./key-queue.ts";

const job = (seq: number, key: string): Job => ({
  seq,
  id: `j${seq}` as JobId,
  kind: "vendor.sale",
  lane: vendorLane("square"),
  key,
  idempotencyKey: `${key}:${seq}`,
  payload: null,
  afterCrash: "ask",
  orderId: key,
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
});
const entry = (seq: number, key: string): Entry => ({
  job: job(seq, key),
  doubtful: false,
  failures: 0,
  faults: 0,
});
const READY: Standing = { type: "ready" };
const queueOf = (...entries: readonly (readonly [seq: number, key: string, standing?: Standing])[]) => {
  const queue = createKeyQueue();
  for (const [seq, key, standing] of entries) queue.put(entry(seq, key), standing ?? READY);
  return queue;
};

describe("the keys of a vendor lane", () => {
  it("gives one job of an order at a time, in the order they were made", () => {
    const queue = queueOf([1, "a"], [2, "a"], [3, "b"]);
    expect([queue.take(0)?.job.seq, queue.take(0)?.job.seq, queue.take(0)?.job.seq]).toEqual([
      1,
      3,
      undefined,
    ]);
    queue.remove("j1");
    expect(queue.take(0)?.job.seq).toBe(2);
  });

  it("holds up only the order whose first job waits", () => {
    const queue = queueOf([1, "a", { type: "parked" }], [2, "a"], [3, "b"]);
    expect([queue.take(0)?.job.seq, queue.take(0)]).toEqual([3, undefined]);
  });

  it("gives a paused job again when its pause is over, behind those that did not fail", () => {
    const queue = queueOf([1, "a"], [2, "b"], [3, "c"]);
    const first = queue.take(0);
    if (!first) throw new Error("nothing to take");
    queue.settle({ ...first, failures: 1 }, { type: "due", atMs: 50 });
    expect(queue.nextDueMs()).toBe(50);
    expect([queue.take(60)?.job.seq, queue.take(60)?.job.seq, queue.take(60)?.job.seq]).toEqual([2, 3, 1]);
  });

  it("puts a job that a person retries before the later ones of its order", () => {
    const queue = queueOf([5, "a", { type: "blocked" }]);
    expect(queue.take(0)).toBeUndefined();
    queue.put(entry(2, "a"), READY);
    expect(queue.take(0)?.job.seq).toBe(2);
    queue.remove("j2");
    expect(queue.take(0)).toBeUndefined();
    queue.unblock("a");
    expect(queue.take(0)?.job.seq).toBe(5);
  });

  it("does not give out twice what is out already, whoever asks for it again", () => {
    const queue = queueOf([1, "a"]);
    queue.take(0);
    queue.put(entry(1, "a"), READY);
    queue.unblock("a");
    expect([queue.take(0), queue.isBusyUntil(0)]).toEqual([undefined, true]);
  });

  it("gives every job exactly once and in order per key, whatever is paused meanwhile", () => {
    const keys = fc.array(
      fc.nat(4).map((key) => `k${key}`),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(keys, fc.infiniteStream(fc.nat(9)), (keys, pauses) => {
        const ended = drain(keys, pauses);
        expect(ended.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(keys.map((_, seq) => seq));
        for (const key of keys) {
          const line = ended.filter((job) => job.key === key).map(({ seq }) => seq);
          expect(line).toEqual([...line].sort((a, b) => a - b));
        }
      }),
    );
  });
});

/** Takes until nothing is left; each job fails while its pause is below 5, three times at most. */
function drain(keys: readonly string[], pauses: Iterator<number>): readonly Job[] {
  const queue = createKeyQueue();
  for (const [seq, key] of keys.entries()) queue.put(entry(seq, key), READY);
  const ended: Job[] = [];
  for (let now = 0; queue.isBusyUntil(1_000_000); now += 1) {
    const taken = queue.take(now);
    if (!taken) continue;
    const pauseMs: number = pauses.next().value;
    if (pauseMs < 5 && taken.failures < 3) {
      queue.settle({ ...taken, failures: taken.failures + 1 }, { type: "due", atMs: now + pauseMs });
    } else {
      ended.push(taken.job);
      queue.remove(taken.job.id);
    }
  }
  return ended;
}
