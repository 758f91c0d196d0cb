import type { JobError, JobId, JobKind, JobState, Lane } from "./jobs/job.ts";
import type { OrderState } from "./orders/order.ts";
import type { PaperWarning } from "./paper-warnings.ts";

export const SYNC_STATES = [
  "pending",
  "sending",
  "sent",
  "confirmed",
  "in_doubt",
  "rejected",
  "not_supported",
  "discarded",
] as const;
export type SyncState = (typeof SYNC_STATES)[number];

/** What a committed transaction changed: the event stream's and the dispatcher's news. Told only after the commit. */
export type StoreEvent =
  | {
      readonly type: "order.captured" | "order.updated";
      readonly orderId: string;
      readonly till: string;
      readonly number: string | null;
      readonly state: OrderState;
      readonly businessDay: string;
      readonly total: number;
      readonly currency: string;
      readonly receiptNumber: number | null;
    }
  | {
      readonly type: "job.updated";
      readonly jobId: JobId;
      readonly kind: JobKind;
      readonly lane: Lane;
      readonly state: JobState;
      readonly orderId: string | null;
      readonly result: unknown;
      readonly lastError: JobError | null;
      /** Of a print that begins: what a person should know. */
      readonly warnings?: readonly PaperWarning[];
    }
  | {
      readonly type: "sync.updated";
      readonly orderId: string;
      readonly destination: string;
      readonly state: SyncState;
      readonly vendorId: string | null;
    }
  | { readonly type: "integration.connected"; readonly vendor: string }
  | {
      readonly type: "reconciliation.done";
      readonly id: string;
      readonly vendor: string;
      readonly businessDay: string;
    }
  | { readonly type: "business_day.closed"; readonly businessDay: string }
  | { readonly type: "device.configured"; readonly deviceId: string };
