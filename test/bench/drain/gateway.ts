/**
 * The process that is measured: the real store, dispatcher and vendor lane, and the client of src/vendors/http.ts, which the bare
 * loop uses too. The adapter is the smallest one possible: one call per sale. Square's makes two and checks their answers,
 * which would hide the outbox's own cost behind the vendor's.
 */
import type { HttpClient, VendorAdapter } from "../../../src/core/adapter.ts";
import { createDispatcher, type Dispatcher } from "../../../src/dispatch/dispatcher.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { createVendorHttp, VENDOR_HTTP_LIMITS } from "../../../src/vendors/http.ts";
import { silentLog } from "../../help/silent-log.ts";
import { settings } from "../../help/store.ts";
import { captureInput } from "../orders-to-accept.ts";

export type DrainOrder =
  | { readonly type: "fill" | "drain" | "bare"; readonly count: number }
  | { readonly type: "close" };

const CONCURRENCY = 32;
const MB = 1024 * 1024;
const [path = "", url = ""] = process.argv.slice(2);

const time = {
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  // No spread at the start: it is there for a street of shops.
  random: () => 0,
  pause: (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const handle = setTimeout(resolve, ms);
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(handle);
          resolve();
        },
        { once: true },
      );
    }),
};

let dispatcher: Dispatcher | undefined;
const store: Store = await openStore({
  ...{ path, settings, freeSpaceFloorBytes: MB, ballastBytes: 0 },
  onEvents: (events) => dispatcher?.onEvents(events),
  onState: () => undefined,
  onNotes: () => undefined,
  onCommit: () => undefined,
});
await store.run("start", null);
const http = createVendorHttp({ log: silentLog, ...VENDOR_HTTP_LIMITS });
const never = new AbortController().signal;

const post = (client: HttpClient, body: unknown, signal: AbortSignal) =>
  client({ method: "POST", url: `${url}/sales`, headers: {}, body }, signal);

let arrived = 0;
let onArrived: (count: number) => void = () => undefined;
const adapter: VendorAdapter = {
  check: async () => ({ account: "bench", currency: "EUR" }),
  async send({ order }, signal) {
    const { body } = await post(http.request, order, signal);
    arrived += 1;
    onArrived(arrived);
    return { id: String((body as { readonly id: string }).id), parts: {}, losses: [] };
  },
  find: async () => ({ type: "never_arrived" }),
  pull: async () => ({ orders: [], cursor: "", more: false }),
  async *ordersBetween() {},
  async [Symbol.asyncDispose]() {},
};

let made = 0;
async function fill(count: number): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < count; done += 250) {
    const some = Array.from({ length: Math.min(250, count - done) }, () => captureInput(made++, ["bench"]));
    await Promise.all(some.map((input) => store.run("captureOrder", input)));
  }
  return performance.now() - began;
}

/** From the first look at the outbox until the last mark is on disk. */
async function drain(count: number): Promise<number> {
  arrived = 0;
  const all = new Promise<void>((resolve) => {
    onArrived = (n) => n === count && resolve();
  });
  const stop = new AbortController();
  const connection = {
    vendor: "bench",
    integrationId: "b",
    adapter,
    limits: { concurrency: CONCURRENCY, keyFreshMs: 0 },
  };
  dispatcher = createDispatcher({
    ...{ store, time, log: silentLog, compose: () => undefined },
    ...{ devices: () => undefined, deviceIds: () => [] },
    vendors: () => connection,
    vendorIds: () => ["bench"],
    keepPrintedDays: 90,
    metrics: { jobEnded: () => undefined, destination: () => undefined },
    ...{ onDestination: () => undefined, onOutageOver: () => undefined, onDrained: () => undefined },
  });
  const began = performance.now();
  const running = dispatcher.run(stop.signal);
  await all;
  // It ends when the marks that were on their way stand.
  stop.abort();
  await running;
  const took = performance.now() - began;
  dispatcher = undefined;
  if (store.read.openJobs("vendor:bench" as never, 0, 1).length > 0)
    throw new Error("something was not drained");
  return took;
}

/** The same bodies through the same client, as many at once, and nothing written down. */
async function bare(count: number): Promise<number> {
  const bodies = Array.from({ length: count }, (_, n) => captureInput(n, ["bench"]).draft);
  const began = performance.now();
  const line = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop())
      await post(http.request, body, never);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, line));
  return performance.now() - began;
}

process.on("message", async (order: DrainOrder) => {
  if (order.type === "close") {
    await store[Symbol.asyncDispose]();
    process.exit();
  }
  process.send?.(await { fill, drain, bare }[order.type](order.count));
});
process.send?.("ready");
