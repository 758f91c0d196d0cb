/** Takes what is in the outbox to where it belongs: one lane per device, one per vendor account. */
import type { Driver } from "../core/driver.ts";
import type { StoreEvent } from "../core/events.ts";
import type { Log } from "../core/log.ts";
import type { DestinationStatus, DeviceLaneStatus } from "../core/status.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "../vendors/connection.ts";
import { type Closing, closingAfter } from "./closing.ts";
import { createDeviceLane, type DeviceLane } from "./device-lane.ts";
import type { Compose } from "./device-work.ts";
import { keepHouse } from "./housekeeping.ts";
import { destinationsOf, queuesOf } from "./lane-status.ts";
import { createVendorLane, type JobNews, type VendorLane } from "./vendor-lane.ts";

export interface DispatchMetrics {
  /** A job reached an end, or the doubt that a person must settle. */
  jobEnded(kind: string, outcome: EndedState): void;
  destination(vendor: string, reachable: boolean): void;
}
type EndedState = "done" | "failed" | "in_doubt" | "expired" | "cancelled" | "discarded";

export interface DispatcherOptions {
  readonly store: Store;
  readonly devices: (id: string) => Driver | undefined;
  readonly deviceIds: () => readonly string[];
  readonly vendors: (id: string) => VendorConnection | undefined;
  readonly vendorIds: () => readonly string[];
  readonly compose: Compose;
  readonly time: Time;
  readonly log: Log;
  readonly metrics: DispatchMetrics;
  readonly keepPrintedDays: number;
  /** A destination's line of the status changed; told at most once a second while jobs flow. */
  readonly onDestination: (status: DestinationStatus) => void;
  /** A vendor answers again after it did not. */
  readonly onOutageOver: (vendor: string) => void;
  /** What an outage or a crash held back, since then (wall ms), has gone out. */
  readonly onDrained: (vendor: string, sinceMs: number) => void;
}

export interface Dispatcher {
  /** What the store committed: wakes the lanes it concerns. */
  onEvents(events: readonly StoreEvent[]): void;
  readinessChanged(deviceId: string): void;
  vendorConnected(vendor: string): void;
  /** Another call than a job's got an answer: the vendor is there. */
  vendorAnswered(vendor: string): void;
  /**
   * Runs until the signal fires and what was begun has ended. Returns how many outcomes could not be stored: with 0 the run
   * ended clean, else the next start must find it open. Rejects on a fault of our own.
   */
  run(signal: AbortSignal): Promise<{ readonly unstored: number }>;
  status(): {
    readonly destinations: readonly DestinationStatus[];
    readonly queues: readonly DeviceLaneStatus[];
  };
  /** It is out at this moment. */
  isSending(jobId: string): boolean;
}

export const createDispatcher = (options: DispatcherOptions): Dispatcher => new Lanes(options);

const TELL_EVERY_MS = 1_000;

class Lanes implements Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #devices = new Map<string, DeviceLane>();
  readonly #vendors = new Map<string, VendorLane>();
  readonly #running: Promise<number>[] = [];
  /** Vendors whose status will be told at the end of this second. */
  readonly #toTell = new Set<string>();
  #closing: Closing | undefined;
  #fault: (error: unknown) => void = () => undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  onEvents(events: readonly StoreEvent[]): void {
    try {
      for (const event of events) if (event.type === "job.updated") this.#onJob(event);
    } catch (error) {
      // The disk cannot be read. Whoever tells the news has no use for that: run() ends with it.
      this.#fault(error);
    }
  }

  readinessChanged(deviceId: string): void {
    this.#devices.get(deviceId)?.readinessChanged();
  }

  vendorConnected(vendor: string): void {
    this.#vendorLane(vendor)?.learn("mended");
    this.#tell(vendor);
  }

  vendorAnswered(vendor: string): void {
    this.#vendorLane(vendor)?.learn("answered");
  }

  async run(signal: AbortSignal): Promise<{ readonly unstored: number }> {
    const closing = closingAfter(signal, this.#options.time);
    this.#closing = closing;
    const broken = new Promise<never>((_, reject) => {
      this.#fault = reject;
    });
    for (const { lane } of this.#options.store.read.laneDepths()) this.#open(lane);
    for (const vendor of this.#options.vendorIds()) this.#vendorLane(vendor);
    const { store, time, log, keepPrintedDays } = this.#options;
    this.#start(keepHouse({ store, time, log, keepPrintedDays, stop: signal }).then(() => 0));
    await Promise.race([new Promise((resolve) => onAbort(signal, () => resolve(null))), broken]);
    const unstored = await Promise.race([Promise.all(this.#running), broken]);
    closing.ended();
    return { unstored: unstored.reduce((sum, count) => sum + count, 0) };
  }

  status(): ReturnType<Dispatcher["status"]> {
    const { store, time, deviceIds, vendorIds, vendors } = this.#options;
    const around = {
      depths: store.read.laneDepths(),
      badEnds: store.read.badEnds(),
      nowMs: time.nowMs(),
    };
    return {
      destinations: destinationsOf(around, {
        ids: [...vendorIds(), ...this.#vendors.keys()],
        lane: (id) => this.#vendors.get(id),
        isConnected: (id) => vendors(id) !== undefined,
      }),
      queues: queuesOf(around, deviceIds()),
    };
  }

  isSending(jobId: string): boolean {
    const lanes = [...this.#devices.values(), ...this.#vendors.values()];
    return lanes.some((lane) => lane.isSending(jobId));
  }

  #onJob(event: JobNews): void {
    this.#count(event);
    const [type, id] = split(event.lane);
    if (type === "vendor") this.#vendorLane(id)?.news(event);
    else this.#deviceLane(id)?.news();
  }

  #count({ kind, state, lane }: JobNews): void {
    const { metrics } = this.#options;
    if (state === "queued" || state === "held" || state === "running") return;
    // A vendor's doubt is asked about by the lane itself, over and over.
    if (state === "in_doubt" && lane.startsWith("vendor:")) return;
    metrics.jobEnded(kind, state);
  }

  #open(lane: string): void {
    const [type, id] = split(lane);
    if (type === "vendor") this.#vendorLane(id);
    else this.#deviceLane(id);
  }

  /** Made when it is first needed; undefined before run(), which reads all that is open. */
  #deviceLane(deviceId: string): DeviceLane | undefined {
    const { store, devices, compose, time, log } = this.#options;
    const closing = this.#closing;
    const known = this.#devices.get(deviceId);
    if (known || !closing || closing.stop.aborted) return known;
    const device = (): Driver | undefined => devices(deviceId);
    const isReady = (id: string): boolean => devices(id)?.readiness().state === "ready";
    const lane = createDeviceLane({ deviceId, store, device, isReady, compose, time, log, closing });
    this.#devices.set(deviceId, lane);
    this.#start(lane.run());
    return lane;
  }

  #vendorLane(vendor: string): VendorLane | undefined {
    const { store, vendors, time, log, metrics, onOutageOver, onDrained } = this.#options;
    const closing = this.#closing;
    const known = this.#vendors.get(vendor);
    if (known || !closing || closing.stop.aborted) return known;
    const lane = createVendorLane({
      vendor,
      store,
      connection: () => vendors(vendor),
      time,
      log,
      closing,
      onChange: () => this.#tell(vendor),
      onReachable: (reachable) => metrics.destination(vendor, reachable),
      onParked: (kind) => metrics.jobEnded(kind, "in_doubt"),
      onOutageOver: () => onOutageOver(vendor),
      onDrained: (sinceMs) => onDrained(vendor, sinceMs),
    });
    this.#vendors.set(vendor, lane);
    this.#start(lane.run());
    return lane;
  }

  #start(running: Promise<number>): void {
    this.#running.push(running);
    running.catch((error) => this.#fault(error));
  }

  #tell(vendor: string): void {
    const closing = this.#closing;
    if (!closing || this.#toTell.has(vendor)) return;
    this.#toTell.add(vendor);
    const tell = (): void => {
      this.#toTell.delete(vendor);
      if (closing.stop.aborted) return;
      const status = this.status().destinations.find((one) => one.vendor === vendor);
      if (status) this.#options.onDestination(status);
    };
    this.#options.time.pause(TELL_EVERY_MS, closing.stop).then(tell).catch(this.#fault);
  }
}

function onAbort(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener("abort", then, { once: true });
}

function split(lane: string): readonly [type: string, id: string] {
  const colon = lane.indexOf(":");
  return [lane.slice(0, colon), lane.slice(colon + 1)];
}
