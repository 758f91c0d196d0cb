/** What the shop may watch: news of the store and of the devices, in the words of the public API. */
import type { StoreEvent } from "../../core/events.ts";
import { toScan } from "../answers/discovery-answer.ts";
import { deviceOfLane, drawerState, printState, proofOf, vendorOfLane } from "../answers/job-words.ts";
import type { StatusEvent } from "../ports.ts";

export const EVENT_TYPES = [
  "order.captured",
  "order.updated",
  "print_job.updated",
  "drawer.updated",
  "outbox.updated",
  "sync.updated",
  "device.readiness",
  "device.configured",
  "discovery.updated",
  "destination.updated",
  "reconciliation.done",
  "business_day.closed",
  "integration.connected",
  "gateway.updated",
] as const;

export interface PublicEvent {
  readonly type: (typeof EVENT_TYPES)[number];
  readonly [field: string]: unknown;
}

/** Of a job both the thing itself is told and that the outbox changed. */
export function eventsOfStore(event: StoreEvent): readonly PublicEvent[] {
  if (event.type === "job.updated") return [...eventsOfJob(event), eventOfOutbox(event)];
  return [{ ...event }];
}

type JobUpdated = Extract<StoreEvent, { readonly type: "job.updated" }>;

function eventsOfJob(event: JobUpdated): readonly PublicEvent[] {
  const { jobId, kind, lane, state, orderId, result, lastError } = event;
  const device = deviceOfLane(lane);
  const proof = proofOf(result);
  if (kind === "print") {
    const printed = {
      printJobId: jobId,
      printer: device,
      orderId,
      state: printState(state),
      proof,
      lastError,
      warnings: event.warnings ?? [],
    };
    return [{ type: "print_job.updated", ...printed }];
  }
  if (kind === "kick") {
    return [
      {
        type: "drawer.updated",
        openingId: jobId,
        drawer: device,
        state: drawerState(state),
        proof,
        lastError,
      },
    ];
  }
  return [];
}

const eventOfOutbox = ({ jobId, kind, lane, state, orderId, lastError }: JobUpdated): PublicEvent => ({
  type: "outbox.updated",
  jobId,
  kind,
  device: deviceOfLane(lane),
  destination: vendorOfLane(lane),
  state,
  orderId,
  lastError,
});

export function eventOfStatus(event: StatusEvent): PublicEvent {
  switch (event.type) {
    case "device.readiness":
      return { type: event.type, deviceId: event.device.id, device: event.device };
    case "discovery.updated":
      return { type: event.type, scan: toScan(event.scan) };
    case "destination.updated":
      return { type: event.type, vendor: event.destination.vendor, destination: event.destination };
    case "gateway.updated":
      return { ...event };
  }
}
