/** A sale as a till sends it, and the end of what it caused, as the dispatcher would write it. */
import type { Store } from "../../src/store/store.ts";

/** Two flat whites on a card, 7.60: closed and paid. */
export const sale = (over: object = {}): object => ({
  till: "front-1",
  openedAt: "2026-11-24T12:00:00+01:00",
  closedAt: "2026-11-24T12:05:00+01:00",
  currency: "EUR",
  lines: [{ id: "1", name: "Flat white", quantity: "2", unitPrice: 380 }],
  payments: [{ id: "p1", tender: "card", amount: 760 }],
  ...over,
});

/** Prints the order's first receipt as soon as it is there. */
export async function endPrint(store: Store, orderId: string): Promise<void> {
  for (;;) {
    const job = store.read.jobsOfOrder(orderId).find(({ kind }) => kind === "print");
    if (job) return endJob(store, job.id);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Sends a device job with these bytes, and ends it well: the printer said so. */
export async function endJob(
  store: Store,
  jobId: string,
  bytes: Uint8Array = new Uint8Array([0x1b, 0x40]),
): Promise<void> {
  await store.run("claimDeviceJob", { jobId, bytes, degraded: [] });
  await store.run("settleDeviceJob", {
    jobId,
    event: { type: "succeeded" },
    result: { proof: "printer" },
    lastError: null,
  });
}

/** The line died after the first byte. */
export async function loseJob(store: Store, jobId: string): Promise<void> {
  await store.run("claimDeviceJob", { jobId, bytes: new Uint8Array([0x1b, 0x40]), degraded: [] });
  await store.run("settleDeviceJob", {
    jobId,
    event: { type: "threw", after: "ask", attemptsLeft: 0 },
    result: null,
    lastError: { code: "outcome_unknown", message: "the line broke", atMs: Date.UTC(2026, 10, 24) },
  });
}
