/** What Prometheus sees. Names are a promise: added, never renamed. Seconds and bytes, as its conventions ask. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Readiness } from "../core/driver.ts";

/** From a fast SSD's flush to a worn card's second; around 20 ms a shop's usual eMMC. */
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Commands that share one commit. */
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/** `Prefer: wait` holds an answer up to 60 s. */
const HTTP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const READINESS_STATES = [
  "ready",
  "offline",
  "needs_person",
] as const satisfies readonly Readiness["state"][];

export interface LaneDepth {
  readonly lane: string;
  /** Duties not yet done. */
  readonly depth: number;
  /** Age of the oldest; 0 where none waits. */
  readonly oldestSeconds: number;
}

export interface HttpAnswered {
  readonly method: string;
  /** The pattern ("/v1/orders/:id"), never the path: ids would make endless series. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  /** A new order stands on disk. */
  orderAccepted(till: string): void;
  /** One commit to disk, of so many commands. */
  committed(seconds: number, commands: number): void;
  /** The whole outbox: lanes that are not named have gone. */
  outbox(lanes: readonly LaneDepth[]): void;
  /** A job reached an end, or the doubt that a person must settle. */
  jobEnded(
    kind: string,
    outcome: "done" | "failed" | "in_doubt" | "expired" | "cancelled" | "discarded",
  ): void;
  device(id: string, kind: string, state: Readiness["state"]): void;
  /** Removes a device that left the config. */
  deviceGone(id: string, kind: string): void;
  destination(vendor: string, reachable: boolean): void;
  webSockets(count: number): void;
  httpAnswered(answer: HttpAnswered): void;
  walBytes(bytes: number): void;
  diskFreeBytes(bytes: number): void;
  /** The answer to GET /metrics. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own: two gateways in one process (tests) count apart. Memory, CPU and event-loop delay come with it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    ...orderMetrics(registry),
    ...outsideMetrics(registry),
    ...machineMetrics(registry),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function orderMetrics(
  registry: Registry,
): Pick<Metrics, "orderAccepted" | "committed" | "outbox" | "jobEnded"> {
  const registers = [registry];
  const orders = new Counter({
    name: "tillgate_orders_accepted_total",
    help: "New orders on disk",
    labelNames: ["till"],
    registers,
  });
  const commit = new Histogram({
    name: "tillgate_commit_seconds",
    help: "Time of one commit, flush included",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const group = new Histogram({
    name: "tillgate_commit_group_size",
    help: "Commands that shared one commit",
    buckets: GROUP_SIZES,
    registers,
  });
  const depth = new Gauge({
    name: "tillgate_outbox_depth",
    help: "Duties not yet done",
    labelNames: ["lane"],
    registers,
  });
  const oldest = new Gauge({
    name: "tillgate_outbox_oldest_seconds",
    help: "Age of the oldest duty",
    labelNames: ["lane"],
    registers,
  });
  const jobs = new Counter({
    name: "tillgate_jobs_total",
    help: "Jobs by how they ended",
    labelNames: ["kind", "outcome"],
    registers,
  });
  return {
    orderAccepted: (till) => orders.inc({ till }),
    committed(seconds, commands) {
      commit.observe(seconds);
      group.observe(commands);
    },
    outbox(lanes) {
      depth.reset();
      oldest.reset();
      for (const lane of lanes) {
        depth.set({ lane: lane.lane }, lane.depth);
        oldest.set({ lane: lane.lane }, lane.oldestSeconds);
      }
    },
    jobEnded: (kind, outcome) => jobs.inc({ kind, outcome }),
  };
}

function outsideMetrics(
  registry: Registry,
): Pick<Metrics, "device" | "deviceGone" | "destination" | "webSockets" | "httpAnswered"> {
  const registers = [registry];
  const devices = new Gauge({
    name: "tillgate_device_readiness",
    help: "1 for the state the device is in",
    labelNames: ["device", "kind", "state"],
    registers,
  });
  const destinations = new Gauge({
    name: "tillgate_destination_reachable",
    help: "1 when the vendor answered last time",
    labelNames: ["vendor"],
    registers,
  });
  const sockets = new Gauge({ name: "tillgate_ws_clients", help: "Open event sockets", registers });
  const http = new Histogram({
    name: "tillgate_http_seconds",
    help: "Time to answer",
    labelNames: ["method", "route", "status"],
    buckets: HTTP_SECONDS,
    registers,
  });
  return {
    device(id, kind, state) {
      for (const each of READINESS_STATES)
        devices.set({ device: id, kind, state: each }, each === state ? 1 : 0);
    },
    deviceGone(id, kind) {
      for (const state of READINESS_STATES) devices.remove({ device: id, kind, state });
    },
    destination: (vendor, reachable) => destinations.set({ vendor }, reachable ? 1 : 0),
    webSockets: (count) => sockets.set(count),
    httpAnswered: ({ method, route, status, seconds }) => http.observe({ method, route, status }, seconds),
  };
}

function machineMetrics(registry: Registry): Pick<Metrics, "walBytes" | "diskFreeBytes"> {
  const registers = [registry];
  const wal = new Gauge({
    name: "tillgate_wal_bytes",
    help: "Size of the database's write-ahead log",
    registers,
  });
  const disk = new Gauge({
    name: "tillgate_disk_free_bytes",
    help: "Room left in the data folder",
    registers,
  });
  return { walBytes: (bytes) => wal.set(bytes), diskFreeBytes: (bytes) => disk.set(bytes) };
}
