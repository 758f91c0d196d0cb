/** The snapshot that the event stream starts with: what GET /v1/status answers. */
import type { DeviceKind, Readiness } from "./driver.ts";

export interface DeviceStatus {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly driver: string;
  readonly at: string | null;
  /** What it is called for good, so that it is found again under another address. */
  readonly identity: string | null;
  readonly profile: string | null;
  readonly readiness: Readiness;
  /** "file": the installer's config; "api": added through the API. */
  readonly source: "file" | "api";
  /** Why the file wins over what was set through the API, where both speak. */
  readonly warning: string | null;
}

/** One vendor as the dispatcher meets it. `lagMs`: age of the oldest duty towards it that is not done. */
export interface DestinationStatus {
  readonly vendor: string;
  readonly connected: boolean;
  readonly reachability: "unknown" | "reachable" | "unreachable" | "rate_limited" | "sign_in";
  readonly sinceMs: number;
  readonly reason: string | null;
  /** Next try, wall ms, while the breaker is open. */
  readonly retryAtMs: number | null;
  readonly waiting: number;
  readonly inFlight: number;
  readonly needsPerson: number;
  readonly lagMs: number;
}

export interface DeviceLaneStatus {
  readonly device: string;
  readonly waiting: number;
  readonly running: number;
  readonly unconfirmed: number;
  readonly oldestWaitingMs: number;
}

export interface StatusSnapshot {
  readonly version: string;
  readonly store: { readonly id: string; readonly name: string };
  readonly startedAt: string;
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly disk: { readonly freeBytes: number; readonly walBytes: number; readonly state: string };
  readonly clock: { readonly ok: boolean; readonly now: string };
  readonly devices: readonly DeviceStatus[];
  readonly queues: readonly DeviceLaneStatus[];
  readonly destinations: readonly DestinationStatus[];
}
