/** The gateway at a glance: GET /v1/status, the event stream's snapshot, and what /readyz says. */
import type { StatusSnapshot } from "../core/status.ts";
import type { StoreState } from "../store/store.ts";

export interface StatusSources {
  readonly version: string;
  readonly store: { readonly id: string; readonly name: string };
  readonly startedAtMs: number;
  readonly nowMs: () => number;
  readonly state: () => StoreState;
  readonly devices: () => StatusSnapshot["devices"];
  readonly lanes: () => Pick<StatusSnapshot, "queues" | "destinations">;
}

const CODE_OF = {
  full: "store_full",
  read_only: "store_read_only",
  failing: "store_unknown",
  corrupt: "store_corrupt",
} as const;

/** Are orders taken; why not, and what an operator should know although they are. */
export const readinessOf = (state: StoreState): Pick<StatusSnapshot, "ready" | "reasons"> => ({
  ready: state.state === "ok",
  reasons: reasonsOf(state),
});

function reasonsOf(state: StoreState): StatusSnapshot["reasons"] {
  const store =
    state.state === "ok"
      ? []
      : [{ code: CODE_OF[state.state], message: state.reason ?? "the store takes no writes" }];
  return [...store, ...(state.clockDoubt === null ? [] : [CLOCK[state.clockDoubt]]), ...changedRows(state)];
}

const CLOCK = {
  behind: {
    code: "clock_behind",
    message:
      "the clock is behind the newest fact, or behind a vendor's: times are estimates, nothing expires, and secure lines may fail; set the clock",
  },
  ahead: {
    code: "clock_ahead",
    message:
      "the clock leapt ahead, or is ahead of a vendor's: times are estimates, nothing expires; set the clock, or restart the gateway if it is right",
  },
} as const;

const changedRows = ({ changedRows }: StoreState): StatusSnapshot["reasons"] =>
  changedRows.length === 0
    ? []
    : [
        {
          code: "store_rows_changed",
          message: `stored rows were changed on the disk (${changedRows.map(({ table, seq }) => `${table} ${seq}`).join(", ")}): compare them with paper, vendor or a backup; replace the disk`,
        },
      ];

export function createStatus(sources: StatusSources): () => StatusSnapshot {
  return () => {
    const state = sources.state();
    return {
      version: sources.version,
      store: sources.store,
      startedAt: new Date(sources.startedAtMs).toISOString(),
      ...readinessOf(state),
      disk: { freeBytes: state.freeBytes, walBytes: state.walBytes, state: state.state },
      clock: { ok: state.clockDoubt === null, now: new Date(sources.nowMs()).toISOString() },
      devices: sources.devices(),
      ...sources.lanes(),
    };
  };
}
