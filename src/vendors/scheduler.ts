/**
 * When the vendors are asked: on an interval, at once when one can be reached again, and on demand. After an outage, and at
 * the close of a day, both ledgers are compared without anybody asking for it.
 */
import { businessDayOf } from "../core/business-day.ts";
import { GatewayError, isGatewayError } from "../core/errors.ts";
import type { StoreEvent } from "../core/events.ts";
import type { Log } from "../core/log.ts";
import type { StoreSettings } from "../core/orders/order.ts";
import { type Bell, createBell } from "../lib/bell.ts";
import type { Time } from "../lib/time.ts";
import type { Asked } from "../store/commands/context.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "./connection.ts";
import { createPatientRead } from "./patient-reads.ts";
import { pullOrders, type SyncRun } from "./puller.ts";
import { reconcile } from "./reconcile.ts";

export interface SchedulerOptions {
  readonly store: Store;
  readonly settings: Pick<StoreSettings, "timeZone" | "dayStart" | "currency">;
  readonly vendors: (id: string) => VendorConnection | undefined;
  readonly vendorIds: () => readonly string[];
  readonly time: Time;
  readonly log: Log;
  /** Between two pulls of a vendor. */
  readonly pullEveryMs: number;
  /** A pull was answered: the vendor is there. */
  readonly onAnswered: (vendor: string) => void;
}

export interface SyncScheduler {
  /** Runs until the signal fires and what was begun has ended. */
  run(signal: AbortSignal): Promise<void>;
  onEvents(events: readonly StoreEvent[]): void;
  /** Connected, or back after an outage: what changed there meanwhile is wanted now. */
  reachable(vendor: string): void;
  /** What an outage held back since then (wall ms) has gone out: its days are compared. */
  drained(vendor: string, sinceMs: number): void;
  /** Pulls now; `vendor` null: every connected one; `sinceMs` null: from the stored cursor. */
  syncOrders(vendor: string | null, sinceMs: number | null, signal: AbortSignal): Promise<readonly SyncRun[]>;
  /** Returns the report's id. @throws not_found: the vendor is not connected · vendor_unavailable · vendor_sign_in · vendor_rejected */
  reconcile(vendor: string, businessDay: string, signal: AbortSignal, asked: Asked): Promise<string>;
}

export const createScheduler = (options: SchedulerOptions): SyncScheduler => new Scheduler(options);

/** Vendors' lists lag behind what they took: comparing at once would find the last sales missing. */
const LISTS_LAG_MS = 30_000;
const COMPARE_AGAIN_MS = 600_000;
/** Days that one outage makes us look at again. */
const MAX_DAYS = 14;
const DAY_MS = 86_400_000;
const BY_ITSELF: Asked = { key: null, actor: "gateway", till: null };

class Scheduler implements SyncScheduler {
  readonly #options: SchedulerOptions;
  readonly #vendors = new Map<string, VendorSync>();
  readonly #running: Promise<void>[] = [];
  readonly #pulls = new Map<string, Promise<SyncRun>>();
  #signal: AbortSignal | undefined;
  #fault: (error: unknown) => void = () => undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const broken = new Promise<never>((_, reject) => {
      this.#fault = reject;
    });
    for (const vendor of this.#options.vendorIds()) this.#syncOf(vendor);
    await Promise.race([stopped(signal), broken]);
    await Promise.race([Promise.all(this.#running), broken]);
  }

  onEvents(events: readonly StoreEvent[]): void {
    for (const event of events) {
      if (event.type === "business_day.closed") this.#compareAll(event.businessDay);
    }
  }

  reachable(vendor: string): void {
    this.#syncOf(vendor)?.pullNow();
  }

  drained(vendor: string, sinceMs: number): void {
    this.#syncOf(vendor)?.drained(sinceMs);
  }

  async syncOrders(
    vendor: string | null,
    sinceMs: number | null,
    signal: AbortSignal,
  ): Promise<readonly SyncRun[]> {
    const vendors = vendor === null ? this.#options.vendorIds() : [vendor];
    return Promise.all(vendors.map((one) => this.#pull(one, sinceMs, signal)));
  }

  async reconcile(vendor: string, businessDay: string, signal: AbortSignal, asked: Asked): Promise<string> {
    const connection = this.#options.vendors(vendor);
    if (!connection) throw new GatewayError("not_found", `${vendor} is not connected`);
    const { store, settings, time } = this.#options;
    return reconcile({ store, settings, nowMs: time.nowMs }, connection, { businessDay, asked }, signal);
  }

  async #pull(vendor: string, sinceMs: number | null, signal: AbortSignal): Promise<SyncRun> {
    const connection = this.#options.vendors(vendor);
    if (!connection) {
      return { vendor, pulled: 0, new: 0, updated: 0, failed: 1, error: `${vendor} is not connected` };
    }
    const { store, time, onAnswered } = this.#options;
    // One after the other: two at once would move the cursor back and forth.
    const before = this.#pulls.get(vendor);
    const pull = async (): Promise<SyncRun> => {
      await before?.catch(() => undefined);
      return pullOrders(
        { store, patiently: createPatientRead(time), nowMs: time.nowMs },
        connection,
        sinceMs,
        signal,
      );
    };
    const pulled = pull();
    this.#pulls.set(vendor, pulled);
    const run = await pulled;
    if (run.error === null) onAnswered(vendor);
    return run;
  }

  #compareAll(businessDay: string): void {
    for (const vendor of this.#options.vendorIds()) this.#syncOf(vendor)?.compare(businessDay, 0);
  }

  /** undefined before run() and after its end. */
  #syncOf(vendor: string): VendorSync | undefined {
    const signal = this.#signal;
    const known = this.#vendors.get(vendor);
    if (known || !signal || signal.aborted) return known;
    const { settings, time, log, pullEveryMs, vendors } = this.#options;
    const sync = new VendorSync({
      vendor,
      settings,
      time,
      log,
      pullEveryMs,
      isConnected: () => vendors(vendor) !== undefined,
      pull: () => this.#pull(vendor, null, signal),
      reconcile: (day) => this.reconcile(vendor, day, signal, BY_ITSELF),
    });
    this.#vendors.set(vendor, sync);
    const running = sync.run(signal);
    this.#running.push(running);
    running.catch((error) => this.#fault(error));
    return sync;
  }
}

interface VendorSyncOptions extends Pick<SchedulerOptions, "settings" | "time" | "log" | "pullEveryMs"> {
  readonly vendor: string;
  readonly isConnected: () => boolean;
  readonly pull: () => Promise<SyncRun>;
  readonly reconcile: (businessDay: string) => Promise<string>;
}

/** One vendor's turn: a pull or a comparison at a time. */
class VendorSync {
  readonly #options: VendorSyncOptions;
  readonly #bell: Bell;
  /** Days to compare, and from when on: monotonic ms. */
  readonly #days = new Map<string, number>();
  #pullAtMs: number;

  constructor(options: VendorSyncOptions) {
    this.#options = options;
    this.#bell = createBell(options.time);
    // Right after the start, but not all shops of a street at once.
    this.#pullAtMs = options.time.monotonicMs() + options.time.random() * 10_000;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#bell.ring(), { once: true });
    while (!signal.aborted) {
      await this.#bell.wait(this.#restMs());
      if (signal.aborted || !this.#options.isConnected()) continue;
      const now = this.#options.time.monotonicMs();
      if (now >= this.#pullAtMs) await this.#pullOnce();
      const day = [...this.#days].find(([, atMs]) => atMs <= now)?.[0];
      if (day !== undefined) await this.#compareOnce(day);
    }
  }

  pullNow(): void {
    this.#pullAtMs = this.#options.time.monotonicMs();
    this.#bell.ring();
  }

  compare(businessDay: string, afterMs: number): void {
    this.#days.set(businessDay, this.#options.time.monotonicMs() + afterMs);
    this.#bell.ring();
  }

  drained(heldBackSinceMs: number): void {
    const { settings, time } = this.#options;
    const nowMs = time.nowMs();
    const dayOf = (ms: number): string =>
      businessDayOf(new Date(ms).toISOString(), settings.timeZone, settings.dayStart);
    for (let ms = Math.max(heldBackSinceMs, nowMs - MAX_DAYS * DAY_MS); ms < nowMs; ms += DAY_MS) {
      this.compare(dayOf(ms), LISTS_LAG_MS);
    }
    this.compare(dayOf(nowMs), LISTS_LAG_MS);
  }

  #restMs(): number {
    if (!this.#options.isConnected()) return Number.POSITIVE_INFINITY;
    const next = Math.min(this.#pullAtMs, ...this.#days.values());
    return Math.max(0, next - this.#options.time.monotonicMs());
  }

  async #pullOnce(): Promise<void> {
    const { time, pullEveryMs, pull } = this.#options;
    // Up to a fifth earlier or later: gateways that started together drift apart.
    this.#pullAtMs = time.monotonicMs() + pullEveryMs * (0.8 + 0.4 * time.random());
    await this.#unlessRefused("orders could not be pulled", pull);
  }

  async #compareOnce(businessDay: string): Promise<void> {
    const { time, reconcile } = this.#options;
    this.#days.delete(businessDay);
    const failed = await this.#unlessRefused("a day could not be compared", () => reconcile(businessDay));
    if (failed && failed.after !== "stop") this.#days.set(businessDay, time.monotonicMs() + COMPARE_AGAIN_MS);
  }

  /** What a vendor or a full disk refuses stops nothing: it is done again, later. */
  async #unlessRefused(what: string, work: () => Promise<unknown>): Promise<GatewayError | undefined> {
    const { vendor, log } = this.#options;
    try {
      await work();
      return undefined;
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      log.warn(what, { vendor, reason: error.message });
      return error;
    }
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
