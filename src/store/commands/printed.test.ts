import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStore, type TestStore } from "../../../test/help/store.ts";
import type { PrintPayload } from "../../core/jobs/job-kinds.ts";

let shop: TestStore;
beforeAll(async () => {
  shop = await openTestStore();
  await shop.store.run("start", null);
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

const PAYLOAD: PrintPayload = {
  what: { type: "document", document: [{ type: "feed", lines: 1 }] },
  ...{ banner: null, retryOf: null, repeated: false },
};
const BYTES = new Uint8Array([0x41]);

async function claimed(): Promise<string> {
  const { id } = await shop.store.run("createPrintJobs", {
    ...{ key: null, actor: "test", till: null, printer: "front", payloads: [PAYLOAD] },
    ...{ afterCrash: "ask", expiresAtMs: null },
  });
  await shop.store.run("claimDeviceJob", { jobId: id, bytes: BYTES, degraded: [] });
  await shop.store.run("keepWords", { jobId: id, words: "a", lengthDots: 8 });
  return id;
}
const end = (jobId: string, after?: "ask") =>
  shop.store.run("settleDeviceJob", {
    jobId,
    event: after ? { type: "threw", after, attemptsLeft: 0 } : { type: "succeeded" },
    ...{ result: null, lastError: null },
  });
const isKept = (id: string): boolean => shop.store.read.jobBytes(id) !== undefined;

async function prune(keepDays: number): Promise<void> {
  // Older than now: the clock has gone on.
  for (const since = Date.now(); Date.now() === since; );
  let after: number | null = 0;
  while (after !== null) after = await shop.store.run("prunePrinted", { keepDays, after });
}

it("keeps the paper of what is younger than it should be kept", async () => {
  const id = await claimed();
  await end(id);
  await prune(1);
  expect(isKept(id)).toBe(true);
});

it("forgets the paper of what ended long ago, and keeps the job", async () => {
  const ids = await Promise.all(Array.from({ length: 120 }, claimed));
  for (const id of ids) await end(id);
  await prune(0);
  expect(ids.filter(isKept)).toEqual([]);
  expect(ids.map((id) => shop.store.read.printed(id))).toEqual(ids.map(() => undefined));
  expect(shop.store.read.job(ids[0] ?? "")?.state).toBe("done");
});

it("never forgets what still prints, or waits for a person's word", async () => {
  const printing = await claimed();
  const doubtful = await claimed();
  await end(doubtful, "ask");
  const done = await claimed();
  await end(done);
  await prune(0);
  expect([printing, doubtful, done].map(isKept)).toEqual([true, true, false]);
  const asked = { key: null, actor: "anna", till: null };
  await shop.store.run("retryPrintJob", { ...asked, jobId: doubtful });
  await prune(0);
  expect(isKept(doubtful)).toBe(false);
});

it("keeps words of nothing whose bytes are gone", async () => {
  const id = await claimed();
  await end(id);
  await prune(0);
  await shop.store.run("keepWords", { jobId: id, words: "a", lengthDots: 8 });
  expect(shop.store.read.lookForWords({ words: ["a"] }, 1, null)).toMatchObject([{ found: "unread" }]);
});
