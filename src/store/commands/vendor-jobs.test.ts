import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { openTestStore, type TestStore } from "../../../test/help/store.ts";
import type { Job } from "../../core/jobs/job.ts";
import { draftOf } from "../draft.ts";
import type { VendorMark } from "./vendor-jobs.ts";

const asked = { key: null, actor: "owner", till: null };
const RESULT = { id: "V-1", parts: {}, losses: [] };

let test: TestStore;
let id: string;
beforeEach(async () => {
  test = await openTestStore();
  const draft = draftOf(captured(makeOrderInput({ id: "o-1", print: { printer: "front" } })));
  await test.store.run("captureOrder", { ...asked, draft, contentHash: new Uint8Array(32) });
  id = jobOf("vendor.sale").id;
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
});

function jobOf(kind: Job["kind"]): Job {
  const job = test.store.read.jobsOfOrder("o-1").find((one) => one.kind === kind);
  if (!job) throw new Error(`order o-1 has no ${kind}`);
  return job;
}
const mark = (event: VendorMark["event"], result: unknown = null) =>
  test.store.run("markVendorJob", { jobId: id, event, sentAtMs: 1, dueAtMs: 1, result, lastError: null });
const discard = (jobId = id) => test.store.run("discardJob", { ...asked, jobId, reason: "by hand" });
const syncOf = () => test.store.read.orderSync("o-1")[0];
const newsOf = (jobId: string) =>
  test.events.filter((event) => event.type === "job.updated" && event.jobId === jobId).length;

describe("a sale that was given up while it was on its way", () => {
  it.each([
    ["was taken", { type: "succeeded" }],
    ["turns out to be there", { type: "found", finding: "happened" }],
  ] as const)("and %s is done: nobody enters it twice", async (_, event) => {
    await discard();
    await mark(event, RESULT);
    expect(jobOf("vendor.sale")).toMatchObject({ state: "done", result: RESULT, settledBy: "owner" });
    expect(syncOf()).toMatchObject({ state: "sent", vendorId: "V-1" });
    expect(test.store.read.audit(1, null).items).toMatchObject([
      { actor: "gateway", action: "job.arrived_after_discard", subject: id },
    ]);
  });

  it("and did not arrive stays given up", async () => {
    await discard();
    await mark({ type: "threw", after: "wait", attemptsLeft: 1 });
    await mark({ type: "found", finding: "never_arrived" });
    expect(jobOf("vendor.sale").state).toBe("discarded");
    expect(syncOf()?.state).toBe("discarded");
  });
});

describe("what was found out about a sale whose doubt no disk knows", () => {
  it.each([
    ["happened", "done"],
    ["never_arrived", "queued"],
    ["in_progress", "in_doubt"],
    ["cannot_tell", "in_doubt"],
  ] as const)("%s: it is %s, never left running", async (finding, state) => {
    await mark({ type: "found", finding }, finding === "happened" ? RESULT : null);
    expect(jobOf("vendor.sale").state).toBe(state);
  });
});

describe("a print that ended badly and that a person dealt with", () => {
  it.each(["discard", "print again"] as const)("is news to everybody who looks on: %s", async (how) => {
    const { id: printId } = jobOf("print");
    const error = { code: "device_offline", message: "gone", atMs: 1 };
    await test.store.run("failJob", { jobId: printId, error });
    const before = newsOf(printId);
    if (how === "discard") await discard(printId);
    else await test.store.run("retryPrintJob", { ...asked, jobId: printId });
    expect(newsOf(printId)).toBe(before + 1);
    expect(test.store.read.job(printId)).toMatchObject({ state: "failed", settledBy: "owner" });
  });
});
