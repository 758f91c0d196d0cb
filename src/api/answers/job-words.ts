/** A job's inner states in the words of the public API. */
import type { JobKind, JobState, Lane } from "../../core/jobs/job.ts";
import { printResult } from "../../core/jobs/job-kinds.ts";

export const PRINT_STATES = [
  "queued",
  "held",
  "printing",
  "printed",
  "unconfirmed",
  "failed",
  "expired",
  "cancelled",
] as const;
export type PrintState = (typeof PRINT_STATES)[number];

const PRINT_STATE: { readonly [S in JobState]: PrintState } = {
  queued: "queued",
  held: "held",
  running: "printing",
  done: "printed",
  failed: "failed",
  in_doubt: "unconfirmed",
  expired: "expired",
  cancelled: "cancelled",
  discarded: "cancelled",
};
export const printState = (state: JobState): PrintState => PRINT_STATE[state];

/** The inner states that a public one stands for, the usual one first. */
export const JOB_STATE_OF_PRINT: { readonly [S in PrintState]: JobState } = {
  queued: "queued",
  held: "held",
  printing: "running",
  printed: "done",
  unconfirmed: "in_doubt",
  failed: "failed",
  expired: "expired",
  cancelled: "cancelled",
};

export const DRAWER_STATES = [
  "queued",
  "opening",
  "opened",
  "unconfirmed",
  "failed",
  "expired",
  "cancelled",
] as const;
export type DrawerState = (typeof DRAWER_STATES)[number];

const DRAWER_STATE: { readonly [S in JobState]: DrawerState } = {
  queued: "queued",
  held: "queued",
  running: "opening",
  done: "opened",
  failed: "failed",
  in_doubt: "unconfirmed",
  expired: "expired",
  cancelled: "cancelled",
  discarded: "cancelled",
};
export const drawerState = (state: JobState): DrawerState => DRAWER_STATE[state];

/** What vouches for a print or a kick; nothing does before its end. */
export function proofOf(result: unknown): "printer" | "transport" | "none" {
  const parsed = printResult.safeParse(result);
  return parsed.success ? parsed.data.proof : "none";
}

const GOES_ON: readonly JobState[] = ["queued", "held", "running"];
/** Nothing more happens to it by itself. A print in doubt is at its end too: only a person moves it on. */
export const isOver = (kind: JobKind, state: JobState): boolean =>
  !GOES_ON.includes(state) && (state !== "in_doubt" || kind === "print" || kind === "kick");

const inLane = (lane: Lane, kind: "device" | "vendor"): string | null =>
  lane.startsWith(`${kind}:`) ? lane.slice(kind.length + 1) : null;
export const deviceOfLane = (lane: Lane): string | null => inLane(lane, "device");
export const vendorOfLane = (lane: Lane): string | null => inLane(lane, "vendor");
