import { afterEach, describe, expect, it } from "vitest";
import { settle, until } from "../../test/help/hand-time.ts";
import { createMemoryPrinter } from "../../test/help/memory-printer.ts";
import { createMemoryVendor } from "../../test/help/memory-vendor.ts";
import { type RunningShop, runShop } from "../../test/help/run-dispatcher.ts";
import { sell } from "../../test/help/shop.ts";
import { GatewayError, vendorUnavailable } from "../core/errors.ts";
import { type JobId, vendorLane } from "../core/jobs/job.ts";

let shop: RunningShop | undefined;
afterEach(async () => {
  await shop?.[Symbol.asyncDispose]();
  shop = undefined;
});

describe("the dispatcher", () => {
  it("shows every device and vendor, also those without work, and what waits for whom", async () => {
    const square = createMemoryVendor();
    shop = await runShop({
      vendors: [square.connection],
      devices: { front: createMemoryPrinter(), bar: createMemoryPrinter() },
      before: (store) => sell(store, "o1", { destinations: ["toast"] }).then(),
    });
    const { dispatcher } = shop;
    await settle();
    const { destinations, queues } = dispatcher.status();
    expect(queues.map(({ device }) => device)).toEqual(["bar", "front"]);
    expect(destinations).toMatchObject([
      { vendor: "square", connected: true, waiting: 0, lagMs: 0, reason: null },
      { vendor: "toast", connected: false, waiting: 1, reason: "the vendor is not connected" },
    ]);
  });

  it("tells of a vendor that went away, at most once a second", async () => {
    const square = createMemoryVendor("square", 1);
    square.beforeSend = () => {
      throw vendorUnavailable("connection refused");
    };
    shop = await runShop({ vendors: [square.connection] });
    const { store, destinations, time, dispatcher } = shop;
    for (const id of ["o1", "o2", "o3"]) await sell(store, id);
    await until(() => dispatcher.status().destinations[0]?.reachability === "unreachable");
    await settle();
    expect(destinations).toEqual([]);
    time.advance(1_000);
    await until(() => destinations.length > 0);
    expect(destinations).toMatchObject([{ vendor: "square", reachability: "unreachable", waiting: 3 }]);
    // Somebody else got an answer from it: the orders need not wait for the next probe.
    square.beforeSend = () => undefined;
    dispatcher.vendorAnswered("square");
    await until(() => square.arrivals.length === 3);
  });

  const bug = (): never => {
    throw new RangeError("a bug");
  };
  it("ends with the fault when its own code breaks, for a fresh start reads the outbox", async () => {
    const broken = await runShop({
      vendors: [createMemoryVendor().connection],
      before: (store) => sell(store, "o1").then(),
      around: (store) => ({
        ...store,
        get read() {
          return new Proxy(store.read, {
            get: (read, name) => (name === "duty" ? bug : Reflect.get(read, name)),
          });
        },
      }),
    });
    await expect(broken.ran).rejects.toThrow("a bug");
    await broken.test[Symbol.asyncDispose]();
  });

  it("ends when the disk cannot be read, and does not throw that at whoever tells the news", async () => {
    let isDead = false;
    const broken = await runShop({
      vendors: [createMemoryVendor().connection],
      around: (store) => ({
        ...store,
        get read() {
          if (isDead) throw new GatewayError("store_unknown", "the disk failed");
          return store.read;
        },
      }),
    });
    await settle();
    isDead = true;
    const news = {
      type: "job.updated",
      jobId: "j1" as JobId,
      kind: "vendor.sale",
      lane: vendorLane("square"),
    } as const;
    const about = { state: "queued", orderId: "o1", result: null, lastError: null } as const;
    expect(() => broken.dispatcher.onEvents([{ ...news, ...about }])).not.toThrow();
    await expect(broken.ran).rejects.toMatchObject({ code: "store_unknown" });
    await broken.test[Symbol.asyncDispose]();
  });
});
