/**
 * Tickets of a station whose printer is away go to one that stands in for it, and back when that one goes away too and the
 * station's own is there again. Only what waits is moved: a ticket that was claimed ends where it is.
 */
import type { Job } from "../core/jobs/job.ts";
import { type PrintPayload, printPayload } from "../core/jobs/job-kinds.ts";
import type { PrintRouting } from "../core/print-routing.ts";

type TicketPayload = Extract<PrintPayload["what"], { readonly type: "ticket" }>;

export interface Away {
  readonly deviceId: string;
  /** Wall ms; null: it is not configured now. */
  readonly sinceMs: number | null;
}

export interface Around {
  readonly routing: PrintRouting | undefined;
  readonly isReady: (deviceId: string) => boolean;
  readonly nowMs: number;
}

export interface Moves {
  readonly moves: readonly { readonly jobId: string; readonly printer: string }[];
  /** When to look again, ms; infinity: news will tell. */
  readonly restMs: number;
}

/** While every printer that could stand in is away too. */
const LOOK_AGAIN_MS = 2_000;

/** `waiting`: what waits at a printer that cannot print now. */
export function movesOf(waiting: readonly Job[], away: Away, around: Around): Moves {
  const looks = waiting.flatMap((job) => (job.state === "queued" ? [lookAt(job, away, around)] : []));
  return {
    moves: looks.flatMap((look) => ("printer" in look ? [look] : [])),
    restMs: Math.min(
      Number.POSITIVE_INFINITY,
      ...looks.flatMap((look) => ("restMs" in look ? [look.restMs] : [])),
    ),
  };
}

type Look = Moves["moves"][number] | Pick<Moves, "restMs">;

function lookAt(job: Job, away: Away, { routing, isReady, nowMs }: Around): Look {
  const ticket = ticketOf(job);
  const places = ticket ? placesOf(ticket, away.deviceId, routing) : [];
  if (ticket === undefined || places.length === 0) return { restMs: Number.POSITIVE_INFINITY };
  const waitMs = ticket.isMoved ? 0 : dueAtMs(job, away, routing) - nowMs;
  if (waitMs > 0) return { restMs: waitMs };
  const printer = places.find(isReady);
  return printer === undefined ? { restMs: LOOK_AGAIN_MS } : { jobId: job.id, printer };
}

function ticketOf(job: Job): TicketPayload | undefined {
  const what = printPayload.safeParse(job.payload).data?.what;
  return what?.type === "ticket" ? what : undefined;
}

/** Where else it may be printed, best first: its station's own printer, then those that stand in. */
function placesOf(
  { station: { id, printer } }: TicketPayload,
  from: string,
  routing: PrintRouting | undefined,
): readonly string[] {
  const station = routing?.stations.find((one) => one.id === id);
  return [station?.printer ?? printer, ...(station?.standIns ?? [])].filter((place) => place !== from);
}

/** A cable that is put back or a roll that is changed is no reason to print elsewhere. */
function dueAtMs(job: Job, { sinceMs }: Away, routing: PrintRouting | undefined): number {
  return Math.max(sinceMs ?? 0, job.createdAtMs) + (routing?.standInAfterSeconds ?? 0) * 1_000;
}
