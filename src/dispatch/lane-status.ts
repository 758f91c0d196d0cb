/** What people see of the lanes. */
import { deviceLane, type Lane, vendorLane } from "../core/jobs/job.ts";
import type { DestinationStatus, DeviceLaneStatus } from "../core/status.ts";
import type { Reader } from "../store/reader.ts";
import type { VendorLane } from "./vendor-lane.ts";

export interface Around {
  readonly depths: ReturnType<Reader["laneDepths"]>;
  readonly badEnds: ReturnType<Reader["badEnds"]>;
  readonly nowMs: number;
}

export interface Destinations {
  /** Connected, or with duties. May name one twice. */
  readonly ids: readonly string[];
  readonly lane: (vendor: string) => VendorLane | undefined;
  readonly isConnected: (vendor: string) => boolean;
}

const NOT_CONNECTED = "the vendor is not connected";

export function destinationsOf(
  around: Around,
  { ids, lane, isConnected }: Destinations,
): DestinationStatus[] {
  return sorted(ids).map((vendor) => {
    const depth = depthOf(around, vendorLane(vendor));
    const connected = isConnected(vendor);
    const reach = lane(vendor)?.reach() ?? {
      reachability: "unknown" as const,
      sinceMs: around.nowMs,
      reason: null,
      retryAtMs: null,
      inFlight: 0,
    };
    return {
      vendor,
      connected,
      ...reach,
      reason: connected ? reach.reason : NOT_CONNECTED,
      waiting: depth.queued + depth.inDoubt - depth.waitForPerson,
      needsPerson: depth.waitForPerson + depth.badEnds,
      lagMs: depth.lagMs,
    };
  });
}

export function queuesOf(around: Around, deviceIds: readonly string[]): DeviceLaneStatus[] {
  const withJobs = around.depths.flatMap(({ lane }) =>
    lane.startsWith("device:") ? [lane.slice("device:".length)] : [],
  );
  return sorted([...deviceIds, ...withJobs]).map((device) => {
    const depth = depthOf(around, deviceLane(device));
    return {
      device,
      waiting: depth.queued + depth.held,
      running: depth.running,
      unconfirmed: depth.inDoubt,
      oldestWaitingMs: around.nowMs - (depth.oldestWaitingMs ?? around.nowMs),
    };
  });
}

const sorted = (ids: readonly string[]): readonly string[] => [...new Set(ids)].sort();

function depthOf({ depths, badEnds, nowMs }: Around, lane: Lane) {
  const none = {
    queued: 0,
    held: 0,
    running: 0,
    inDoubt: 0,
    waitForPerson: 0,
    oldestMs: nowMs,
    oldestWaitingMs: null,
  };
  const depth = depths.find((one) => one.lane === lane) ?? none;
  return { ...depth, badEnds: badEnds.get(lane) ?? 0, lagMs: Math.max(0, nowMs - depth.oldestMs) };
}
