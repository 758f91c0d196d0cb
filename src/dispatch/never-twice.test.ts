import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createFaultyDisk } from "../../test/help/faulty-disk.ts";
import { settle, until } from "../../test/help/hand-time.ts";
import { createMemoryVendor, type MemoryVendor } from "../../test/help/memory-vendor.ts";
import { runShop } from "../../test/help/run-dispatcher.ts";
import { refund, sell, vendorJobs } from "../../test/help/shop.ts";
import { newFolder } from "../../test/help/store.ts";
import { outcomeUnknown, vendorUnavailable } from "../core/errors.ts";
import type { Store } from "../store/store.ts";

/** What happens to a call: nothing bad, refused at the door, lost on the way there, lost on the way back, or unclear. */
type Luck = "good" | "refused" | "lost" | "answer lost" | "busy";
const luck = fc.constantFrom<Luck>("good", "good", "refused", "lost", "answer lost", "busy");
const IDS = ["o1", "o2", "o3", "o4", "o5", "o6"];

function unlucky(square: MemoryVendor, calls: Iterator<Luck>): void {
  const now = new Map<string, Luck>();
  square.beforeSend = async ({ job }) => {
    const next = calls.next().value as Luck;
    now.set(job.id, next);
    await settle(1);
    if (next === "refused") throw vendorUnavailable("connection refused");
    if (next === "lost") throw outcomeUnknown("reset");
  };
  square.afterSend = ({ job }) => {
    if (now.get(job.id) === "answer lost") throw outcomeUnknown("timeout");
  };
  square.answerFind = () => {
    const next = calls.next().value as Luck;
    if (next === "refused") throw vendorUnavailable("connection refused");
    return next === "busy" ? { type: "in_progress" } : undefined;
  };
}
function heal(square: MemoryVendor): void {
  square.beforeSend = () => undefined;
  square.afterSend = () => undefined;
  square.answerFind = () => undefined;
}
const sellAll = async (store: Store): Promise<void> => {
  for (const id of IDS) await sell(store, id);
  for (const id of IDS.slice(0, 3)) await refund(store, id, "r1", 100);
};

it("sends nothing twice and loses nothing, whatever gets lost, also when it dies in the middle and forgets its last marks", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(luck), fc.integer({ min: 1, max: 12 }), async (calls, turns) => {
      const path = join(newFolder(), "tillgate.db");
      const square = createMemoryVendor("square", 3);
      unlucky(square, calls);
      const disk = createFaultyDisk();
      const first = await runShop({
        path,
        vendors: [square.connection],
        before: sellAll,
        around: disk.around,
      });
      for (let turn = 0; turn < turns; turn += 1) {
        await settle(8);
        first.time.advance(31_000);
      }
      // The plug is pulled: what is known now never reaches the disk.
      disk.fault = "store_unknown";
      await settle(4);
      first.stop();
      await settle(4);
      first.time.advance(25_000);
      await first[Symbol.asyncDispose]();

      const second = await runShop({ path, vendors: [square.connection] });
      const isOver = (): boolean =>
        IDS.every((id) => vendorJobs(second.store, id).every(({ state }) => state === "done"));
      for (let turn = 0; turn < 10; turn += 1) {
        await settle(40);
        second.time.advance(301_000);
      }
      heal(square);
      await until(() => {
        second.time.advance(1_000);
        return isOver();
      }, "the last duty");
      await second[Symbol.asyncDispose]();
      expect(square.arrivals.map(({ key }) => key).sort()).toEqual(
        [...IDS.map((id) => `${id}:sale`), ...IDS.slice(0, 3).map((id) => `${id}:refund:r1`)].sort(),
      );
      for (const id of IDS.slice(0, 3)) {
        const kinds = square.arrivals.filter(({ orderId }) => orderId === id).map(({ kind }) => kind);
        expect(kinds).toEqual(["vendor.sale", "vendor.refund"]);
      }
    }),
    { numRuns: 4 },
  );
}, 120_000);
