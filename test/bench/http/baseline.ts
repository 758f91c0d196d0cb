/**
 * What the gateway is measured against: its own HTTP server (limits, token, rate limit, parser, schema, the order's rules, the
 * answer, the metrics), built from the same code, with another store behind it.
 *   nothing  answers at once: the ceiling of this HTTP server
 *   log      appends the order's text to one file: a batch is written and fdatasynced while the next one gathers, and all of a batch
 *            are answered together. No index, no number that outlives the process, no check for an order sent twice, no chain, no
 *            duties, no news: the least that keeps an order through a power cut
 *   sync     the gateway's own command, each in a transaction of its own with synchronous = FULL, on the main thread
 * Prints a line once it listens.
 */
import { fdatasync, openSync, write } from "node:fs";
import { createEventHub } from "../../../src/api/events/event-hub.ts";
import type { Ports } from "../../../src/api/ports.ts";
import { buildServer } from "../../../src/api/server.ts";
import type { Log } from "../../../src/core/log.ts";
import type { StoreSettings } from "../../../src/core/orders/order.ts";
import { createMetrics } from "../../../src/ops/metrics.ts";
import type { Captured, CaptureInput } from "../../../src/store/commands/capture-order.ts";
import type { Numbers } from "../../../src/store/draft.ts";
import { type OneOff, openOneOff } from "../../../src/store/one-off.ts";
import type { Store } from "../../../src/store/store.ts";

export type BaselineStore = "nothing" | "log" | "sync";
type Take = (input: CaptureInput) => Promise<Captured>;

const [kind, port, database, logFile] = process.argv.slice(2) as [BaselineStore, string, string, string];

const settings: StoreSettings = {
  ...{ timeZone: "Europe/Berlin", dayStart: "04:00", currency: "EUR" },
  ...{ taxRounding: "line", cashRounding: 1, destinations: [] },
};
const silent: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (message) => process.stderr.write(`${message}\n`),
};

let given = 0;
function nextNumbers(): Numbers {
  given += 1;
  return { receiptNumber: given, series: "A", late: false };
}

const takeNothing: Take = async ({ draft }) => ({
  id: draft.head.id,
  replayed: false,
  numbers: nextNumbers(),
});

/** Two buffers: one on its way to the disk, one that fills. */
function takeToLog(file: number): Take {
  let waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  let isBusy = false;
  const flush = (): void => {
    if (isBusy || waiting.length === 0) return;
    isBusy = true;
    const batch = waiting;
    waiting = [];
    const done = (error: Error | null): void => {
      if (error) throw error;
      isBusy = false;
      for (const { resolve } of batch) resolve();
      flush();
    };
    const bytes = Buffer.from(batch.map(({ text }) => `${text}\n`).join(""));
    write(file, bytes, 0, bytes.length, null, (error) => (error ? done(error) : fdatasync(file, done)));
  };
  return async ({ draft }) => {
    await new Promise<void>((resolve) => {
      waiting.push({ text: draft.json, resolve });
      flush();
    });
    return { id: draft.head.id, replayed: false, numbers: nextNumbers() };
  };
}

const takeInTurn =
  (store: OneOff): Take =>
  async (input) =>
    store.run("captureOrder", input);

const oneOff = openOneOff(database, settings);
const takes: Readonly<Record<BaselineStore, () => Take>> = {
  nothing: () => takeNothing,
  log: () => takeToLog(openSync(logFile, "a")),
  sync: () => takeInTurn(oneOff),
};
const take = takes[kind]();
const nowMs = Date.now;
const server = buildServer({
  // As much of each as taking an order asks for.
  store: { run: (_name: string, input: CaptureInput) => take(input), read: oneOff.read } as unknown as Store,
  ports: {
    vendors: { known: () => [], canonicalId: (id: string) => id },
    devices: { has: () => false, list: () => [] },
    receipts: { urlOf: (id: string) => `/r/${id}` },
    onStatus: () => undefined,
  } as unknown as Ports,
  events: createEventHub({ epoch: "bench", nowMs, keptEvents: 10 }),
  ...{
    settings,
    log: silent,
    dashboardFolder: null,
    nowMs,
    monotonicMs: () => performance.now(),
    version: "bench",
    observe: createMetrics(),
  },
  http: {
    ...{ maxBodyBytes: 1_000_000, ratePerMinute: 1_000_000_000 },
    ...{ loopbackWithoutToken: false, allowedOrigins: [] },
  },
});
await server.listen({ host: "127.0.0.1", port: Number(port) });
process.stdout.write("listens\n");
