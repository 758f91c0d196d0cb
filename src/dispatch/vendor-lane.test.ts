import { afterEach, describe, expect, it } from "vitest";
import { createFaultyDisk, type FaultyDisk } from "../../test/help/faulty-disk.ts";
import { settle, until } from "../../test/help/hand-time.ts";
import { createMemoryVendor, type MemoryVendor } from "../../test/help/memory-vendor.ts";
import { type RunningShop, runShop } from "../../test/help/run-dispatcher.ts";
import { refund, sell, vendorJobs } from "../../test/help/shop.ts";
import { outcomeUnknown, vendorRejected, vendorSignIn, vendorUnavailable } from "../core/errors.ts";
import type { Store } from "../store/store.ts";

let shop: RunningShop | undefined;
afterEach(async () => {
  await shop?.[Symbol.asyncDispose]();
  shop = undefined;
});

async function open(
  square: MemoryVendor,
  before: (store: Store) => Promise<void> = async () => undefined,
  disk: FaultyDisk | undefined = undefined,
): Promise<RunningShop> {
  const around = disk ? { around: disk.around } : {};
  shop = await runShop({ vendors: [square.connection], before, ...around });
  return shop;
}
const stateOf = (store: Store, orderId: string) => vendorJobs(store, orderId).map(({ state }) => state);
const syncOf = (store: Store, orderId: string) => store.read.orderSync(orderId)[0];
const isDone = (store: Store, orderId: string) => stateOf(store, orderId).every((state) => state === "done");
const ask = { key: null, actor: "owner", till: null };

describe("a vendor lane", () => {
  it("brings a sale to the vendor once, and notes its id there", async () => {
    const square = createMemoryVendor();
    const { store, ended } = await open(square);
    await sell(store, "o1");
    await until(() => ended.length === 1);
    expect(square.calls).toEqual(["send o1:sale"]);
    expect(syncOf(store, "o1")).toMatchObject({
      state: "sent",
      vendorId: "V-o1",
      attempts: 1,
      lastError: null,
    });
    expect(ended).toEqual(["vendor.sale done"]);
  });

  it("sends orders beside each other, as many as the vendor takes, and those of one order in order", async () => {
    const square = createMemoryVendor("square", 3);
    square.beforeSend = () => settle(3);
    const { store } = await open(square, async (store) => {
      for (const id of ["o1", "o2", "o3", "o4", "o5"]) await sell(store, id);
      await refund(store, "o1", "r1", 100);
      await refund(store, "o1", "r2", 100);
    });
    await until(() => ["o1", "o2", "o3", "o4", "o5"].every((id) => isDone(store, id)));
    expect(square.most.inFlight).toBe(3);
    expect(square.arrivals.filter(({ orderId }) => orderId === "o1").map(({ key }) => key)).toEqual([
      "o1:sale",
      "o1:refund:r1",
      "o1:refund:r2",
    ]);
  });

  it("tells the adapter what the sale came to, although the disk does not know it yet", async () => {
    const square = createMemoryVendor();
    const { store } = await open(square, async (store) => {
      await sell(store, "o1");
      await refund(store, "o1", "r1", 100);
    });
    await until(() => isDone(store, "o1"));
    expect(square.earlier.get("o1:refund:r1")).toMatchObject([{ id: "V-o1", parts: { "o1:sale": "part" } }]);
  });

  it("lets an order that the vendor refuses hold up nothing but its own refund", async () => {
    const square = createMemoryVendor();
    square.beforeSend = ({ job }) => {
      if (job.key === "bad" && job.kind === "vendor.sale") throw vendorRejected("no such item", {});
    };
    const { store, dispatcher } = await open(square, async (store) => {
      await sell(store, "bad");
      await refund(store, "bad", "r1", 100);
      await sell(store, "good");
    });
    await until(() => isDone(store, "good") && stateOf(store, "bad")[0] === "failed");
    expect(stateOf(store, "bad")).toEqual(["failed", "queued"]);
    expect(syncOf(store, "bad")).toMatchObject({ state: "rejected", lastError: { code: "vendor_rejected" } });
    expect(dispatcher.status().destinations).toMatchObject([{ reachability: "reachable", needsPerson: 1 }]);

    square.beforeSend = () => undefined;
    await store.run("retryJob", { ...ask, jobId: String(vendorJobs(store, "bad")[0]?.id) });
    await until(() => isDone(store, "bad"));
    expect(square.arrivals.map(({ key }) => key)).toEqual(["good:sale", "bad:sale", "bad:refund:r1"]);
  });

  it("sends the refund to the vendor after a person gave the refused sale up", async () => {
    const square = createMemoryVendor();
    square.beforeSend = ({ kind }) => {
      if (kind === "vendor.sale") throw vendorRejected("no such item", {});
    };
    const { store } = await open(square, async (store) => {
      await sell(store, "bad");
      await refund(store, "bad", "r1", 100);
    });
    await until(() => stateOf(store, "bad")[0] === "failed");
    await settle();
    expect(square.calls).toEqual(["send bad:sale"]);
    await store.run("discardJob", {
      ...ask,
      jobId: String(vendorJobs(store, "bad")[0]?.id),
      reason: "by hand",
    });
    await until(() => stateOf(store, "bad")[1] === "done");
    expect(square.arrivals.map(({ key }) => key)).toEqual(["bad:refund:r1"]);
  });
});

describe("a sale whose answer was lost", () => {
  it("is asked about before anything else, and not sent again when it is there", async () => {
    const square = createMemoryVendor();
    square.afterSend = () => {
      throw outcomeUnknown("the line broke");
    };
    const { store, time } = await open(square);
    await sell(store, "o1");
    await until(() => stateOf(store, "o1")[0] === "in_doubt");
    expect(syncOf(store, "o1")).toMatchObject({ state: "in_doubt", lastError: { code: "outcome_unknown" } });
    time.advance(5_000);
    await until(() => isDone(store, "o1"));
    expect(square.calls).toEqual(["send o1:sale", "find o1:sale"]);
    expect(square.arrivals).toHaveLength(1);
    expect(syncOf(store, "o1")).toMatchObject({ state: "sent", vendorId: "V-o1", attempts: 1 });
  });

  it("is sent again when the vendor says that it never arrived", async () => {
    const square = createMemoryVendor();
    square.beforeSend = () => {
      square.beforeSend = () => undefined;
      throw outcomeUnknown("the line broke");
    };
    const { store, time } = await open(square);
    await sell(store, "o1");
    await until(() => stateOf(store, "o1")[0] === "in_doubt");
    time.advance(5_000);
    await until(() => isDone(store, "o1"));
    expect(square.calls).toEqual(["send o1:sale", "find o1:sale", "send o1:sale"]);
    expect(square.arrivals).toHaveLength(1);
  });

  it("is asked about again while the vendor is still at it", async () => {
    const square = createMemoryVendor();
    let asked = 0;
    square.afterSend = () => {
      throw outcomeUnknown("timeout");
    };
    square.answerFind = () => {
      asked += 1;
      return asked < 3 ? { type: "in_progress" } : undefined;
    };
    const { store, time } = await open(square);
    await sell(store, "o1");
    await until(() => stateOf(store, "o1")[0] === "in_doubt");
    for (const times of [1, 2, 3]) {
      time.advance(10_000);
      await until(() => asked >= times);
      await settle();
    }
    await until(() => isDone(store, "o1"));
    expect(square.arrivals).toHaveLength(1);
  });

  it("waits for a person when nobody can tell, and blocks its own order only", async () => {
    const square = createMemoryVendor();
    square.afterSend = ({ job }) => {
      if (job.key === "o1") throw outcomeUnknown("timeout");
    };
    square.answerFind = () => ({ type: "cannot_tell" });
    const { store, time, dispatcher, ended } = await open(square, async (store) => {
      await sell(store, "o1");
      await refund(store, "o1", "r1", 100);
      await sell(store, "o2");
    });
    await until(() => isDone(store, "o2") && stateOf(store, "o1")[0] === "in_doubt");
    time.advance(5_000);
    await until(() => dispatcher.status().destinations[0]?.needsPerson === 1);
    time.advance(3_600_000);
    await settle();
    expect(square.calls.filter((call) => call.includes("o1"))).toEqual(["send o1:sale", "find o1:sale"]);
    expect(ended.filter((end) => end.endsWith("in_doubt"))).toEqual(["vendor.sale in_doubt"]);
    expect(syncOf(store, "o1")?.lastError?.message).toMatch(/square cannot say whether this arrived/);

    // A person looked, and wants it tried: even then it is asked about first.
    square.answerFind = () => undefined;
    await store.run("retryJob", { ...ask, jobId: String(vendorJobs(store, "o1")[0]?.id) });
    await until(() => isDone(store, "o1"));
    expect(square.arrivals.map(({ key }) => key)).toEqual(["o1:sale", "o2:sale", "o1:refund:r1"]);
  });

  it("ends as failed when our own code breaks on it again and again, and it is certainly not there", async () => {
    const square = createMemoryVendor();
    square.beforeSend = ({ job }) => {
      if (job.key === "odd") throw new TypeError("cannot read x of undefined");
    };
    const { store, time } = await open(square);
    await sell(store, "odd");
    await sell(store, "even");
    await until(() => isDone(store, "even"));
    for (let tries = 0; tries < 20 && stateOf(store, "odd")[0] !== "failed"; tries += 1) {
      time.advance(300_000);
      await settle(50);
    }
    await until(() => stateOf(store, "odd")[0] === "failed");
    expect(square.calls.filter((call) => call === "send odd:sale")).toHaveLength(3);
    expect(syncOf(store, "odd")).toMatchObject({ state: "rejected", lastError: { code: "internal" } });
  });
});

describe("in an outage of days, without a restart", () => {
  it("the adapter is told when the first try was: by then the vendor may have forgotten the key", async () => {
    const square = createMemoryVendor();
    const toldMs: (number | null)[] = [];
    square.afterSend = () => {
      throw outcomeUnknown("the line broke");
    };
    square.answerFind = ({ job }) => {
      toldMs.push(job.firstSentAtMs);
      return undefined;
    };
    const { store, time } = await open(square);
    const firstTryMs = time.nowMs();
    await sell(store, "o1");
    await until(() => stateOf(store, "o1")[0] === "in_doubt");
    time.advance(30 * 3_600_000);
    await until(() => isDone(store, "o1"));
    expect(toldMs).toEqual([firstTryMs]);
  });
});

describe("a duty that a person gives up while it is out", () => {
  it("is not tried again when that try comes to nothing", async () => {
    const square = createMemoryVendor();
    let comeHome = (): void => undefined;
    square.beforeSend = () =>
      new Promise((_, reject) => {
        comeHome = () => reject(vendorUnavailable("no line"));
      });
    const { store, time } = await open(square);
    await sell(store, "o1");
    await until(() => square.calls.length === 1);
    const jobId = String(vendorJobs(store, "o1")[0]?.id);
    await store.run("discardJob", { ...ask, jobId, reason: "entered by hand" });
    square.beforeSend = () => undefined;
    comeHome();
    for (let tries = 0; tries < 5; tries += 1) {
      time.advance(300_000);
      await settle(50);
    }
    expect(square.calls).toEqual(["send o1:sale"]);
    expect(stateOf(store, "o1")).toEqual(["discarded"]);
  });
});

describe("while the vendor is away", () => {
  it("only one job asks at a time, none is lost and none fails", async () => {
    const square = createMemoryVendor();
    square.beforeSend = () => {
      throw vendorUnavailable("connection refused");
    };
    const ids = Array.from({ length: 30 }, (_, index) => `o${index}`);
    const { store, time, dispatcher, outagesOver, drained } = await open(square, async (store) => {
      for (const id of ids) await sell(store, id);
    });
    const status = () => dispatcher.status().destinations[0];
    await until(() => status()?.reachability === "unreachable");
    await until(() => status()?.inFlight === 0);
    const before = square.calls.length;
    expect(before).toBeLessThanOrEqual(6);
    for (let probes = 1; probes <= 5; probes += 1) {
      time.advance(31_000);
      await until(() => square.calls.length === before + probes);
      await settle();
    }
    expect(square.calls).toHaveLength(before + 5);
    expect(status()).toMatchObject({
      reachability: "unreachable",
      reason: "connection refused",
      waiting: 30,
    });
    expect(outagesOver).toEqual([]);

    square.beforeSend = () => undefined;
    time.advance(31_000);
    await until(() => ids.every((id) => isDone(store, id)));
    expect(square.arrivals).toHaveLength(30);
    await until(() => drained.length === 1);
    const [oldest] = vendorJobs(store, "o0");
    expect([outagesOver, drained]).toEqual([["square"], [["square", oldest?.createdAtMs]]]);
    expect(status()).toMatchObject({ reachability: "reachable", waiting: 0, lagMs: 0, retryAtMs: null });
  });

  it("leaves no job with a long pause of its own: one that fails once more when the vendor is back is soon asked about", async () => {
    const square = createMemoryVendor("square", 1);
    const away = (): never => {
      throw vendorUnavailable("connection refused");
    };
    square.beforeSend = away;
    const { store, time } = await open(square, async (store) => {
      for (const id of ["o1", "o2"]) await sell(store, id);
    });
    time.chance = 0.999;
    for (let probes = 0; probes < 24; probes += 1) {
      await settle();
      time.advance(31_000);
    }
    let isLost = false;
    square.beforeSend = ({ job }) => {
      if (job.key === "o2" || isLost) return;
      if (!square.arrivals.some(({ orderId }) => orderId === "o2")) away();
      isLost = true;
      throw outcomeUnknown("the answer was lost");
    };
    for (let probes = 0; !isLost && probes < 20; probes += 1) {
      await settle();
      time.advance(31_000);
    }
    await settle();
    expect(isLost).toBe(true);
    // It had failed a few times of its own, before the lane knew that the vendor is away.
    time.advance(33_000);
    await settle();
    expect(square.calls).toContain("find o1:sale");
    await until(() => isDone(store, "o1"));
  });

  it("does not choose the same bad order for every probe", async () => {
    const square = createMemoryVendor("square", 1);
    square.beforeSend = () => {
      throw vendorUnavailable("down");
    };
    const { store, time } = await open(square, async (store) => {
      await sell(store, "poison");
      await sell(store, "fine");
    });
    await until(() => square.calls.length >= 2);
    square.beforeSend = ({ job }) => {
      if (job.key === "poison") throw vendorUnavailable("500 for this one");
    };
    for (let probes = 0; probes < 6 && !isDone(store, "fine"); probes += 1) {
      time.advance(31_000);
      await settle(100);
    }
    await until(() => isDone(store, "fine"));
    expect(stateOf(store, "poison")).toEqual(["queued"]);
  });

  it("waits as long as the vendor asks for", async () => {
    const square = createMemoryVendor("square", 1);
    square.beforeSend = () => {
      square.beforeSend = () => undefined;
      throw vendorUnavailable("429", 60_000);
    };
    const { store, time, dispatcher, outagesOver } = await open(square);
    await sell(store, "o1");
    await until(() => dispatcher.status().destinations[0]?.reachability === "rate_limited");
    time.advance(59_000);
    await settle();
    expect(square.calls).toHaveLength(1);
    time.advance(1_000);
    await until(() => isDone(store, "o1"));
    expect(outagesOver).toEqual([]);
  });

  it("sleeps on a refused sign-in until the vendor is connected again", async () => {
    const square = createMemoryVendor();
    square.beforeSend = () => {
      throw vendorSignIn("401");
    };
    const { store, time, dispatcher } = await open(square);
    await sell(store, "o1");
    const status = () => dispatcher.status().destinations[0];
    await until(() => status()?.reachability === "sign_in");
    time.advance(100_000);
    await settle();
    expect(square.calls).toHaveLength(1);
    square.beforeSend = () => undefined;
    dispatcher.vendorConnected("square");
    await until(() => isDone(store, "o1"));
    expect(status()?.reachability).toBe("reachable");
  });

  it("keeps everything while no account is connected, and sends it when one is", async () => {
    const square = createMemoryVendor();
    shop = await runShop();
    const { store, vendors, dispatcher } = shop;
    await sell(store, "o1");
    await settle();
    expect(dispatcher.status().destinations).toMatchObject([
      { vendor: "square", connected: false, waiting: 1, reachability: "unknown" },
    ]);
    vendors.set("square", square.connection);
    dispatcher.vendorConnected("square");
    await until(() => isDone(store, "o1"));
    expect(square.calls).toEqual(["send o1:sale"]);
  });
});

describe("after a crash", () => {
  it("everything that was open is asked about before it is sent", async () => {
    const square = createMemoryVendor();
    square.arrivals.push({ key: "o1:sale", orderId: "o1", kind: "vendor.sale" });
    const { store } = await open(square, async (store) => {
      await sell(store, "o1");
      await sell(store, "o2");
      // The run before this one never stopped by itself.
      await store.run("start", null);
      expect(stateOf(store, "o1")).toEqual(["in_doubt"]);
    });
    await until(() => isDone(store, "o1") && isDone(store, "o2"));
    expect([...square.calls].sort()).toEqual(["find o1:sale", "find o2:sale", "send o2:sale"]);
    expect(square.arrivals.map(({ key }) => key)).toEqual(["o1:sale", "o2:sale"]);
  });
});

describe("when the gateway stops", () => {
  it("lets a call that is out come home, begins no other, and has every mark on disk", async () => {
    const square = createMemoryVendor("square", 1);
    let comeHome = (): void => undefined;
    square.beforeSend = () =>
      new Promise((resolve) => {
        comeHome = resolve;
      });
    const { store, stop, ran, dispatcher } = await open(square, async (store) => {
      await sell(store, "o1");
      await sell(store, "o2");
    });
    await until(() => square.calls.length === 1);
    expect(dispatcher.isSending(String(vendorJobs(store, "o1")[0]?.id))).toBe(true);
    stop();
    await settle();
    comeHome();
    expect(await ran).toEqual({ unstored: 0 });
    expect([stateOf(store, "o1"), stateOf(store, "o2")]).toEqual([["done"], ["queued"]]);
    expect(square.calls).toEqual(["send o1:sale"]);
  });

  it("says how many outcomes the disk refused to take, so that the next start asks about them", async () => {
    const square = createMemoryVendor();
    const disk = createFaultyDisk();
    const { store, stop, ran, time } = await open(square, (store) => sell(store, "o1").then(), disk);
    disk.fault = "store_full";
    await until(() => disk.refused > 0);
    stop();
    await settle();
    time.advance(25_000);
    expect(await ran).toEqual({ unstored: 1 });
    disk.fault = null;
    expect(stateOf(store, "o1")).toEqual(["queued"]);
  });
});

describe("while the disk takes no write", () => {
  it("remembers what was sent, sends nothing more, and goes on when it takes writes again", async () => {
    const square = createMemoryVendor("square", 1);
    const disk = createFaultyDisk();
    disk.fault = "store_unknown";
    const before = async (store: Store): Promise<void> => {
      for (const id of ["o1", "o2", "o3"]) await sell(store, id);
    };
    const { store, time } = await open(square, before, disk);
    await until(() => disk.refused > 0);
    await settle();
    const sent = square.calls.length;
    time.advance(3_000);
    await settle();
    expect(square.calls).toHaveLength(sent);
    disk.fault = null;
    for (let tries = 0; tries < 10; tries += 1) {
      time.advance(5_000);
      await settle();
    }
    await until(() => ["o1", "o2", "o3"].every((id) => isDone(store, id)));
    expect(square.arrivals).toHaveLength(3);
  });
});
