/** `Prefer: wait=N`: holds an answer until the jobs it stands for are over. RFC 7240, section 4.3. */
import type { FastifyRequest } from "fastify";
import { pause } from "../../lib/wait.ts";
import type { Reader } from "../../store/reader.ts";
import { isOver } from "../answers/job-words.ts";
import type { EventHub } from "./event-hub.ts";

export const MAX_WAIT_SECONDS = 60;

export interface Waits {
  /** True once all are over; false when time is up or the house closes. */
  untilOver(jobIds: readonly string[], ms: number): Promise<boolean>;
}

export function createWaits(events: EventHub, read: Reader, closing: AbortSignal): Waits {
  return {
    async untilOver(jobIds, ms) {
      const open = new Set(jobIds);
      const over = new AbortController();
      const letGo = (): void => over.abort();
      // Listens first and looks then: an end between the two is seen by both.
      const stop = events.onStored((event) => {
        if (event.type === "job.updated" && isOver(event.kind, event.state)) open.delete(event.jobId);
        if (open.size === 0) letGo();
      });
      closing.addEventListener("abort", letGo, { once: true });
      try {
        for (const id of jobIds) if (isGoneOrOver(read, id)) open.delete(id);
        if (open.size > 0 && !closing.aborted) await pause(ms, over.signal);
        return open.size === 0;
      } finally {
        closing.removeEventListener("abort", letGo);
        stop();
      }
    },
  };
}

function isGoneOrOver(read: Reader, id: string): boolean {
  const job = read.job(id);
  return job === undefined || isOver(job.kind, job.state);
}

/** Seconds that the caller would wait for the end; 0: none. More than 60 are taken as 60. */
export function preferredWait(request: FastifyRequest): number {
  const preferences = String(request.headers["prefer"] ?? "");
  const seconds = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;|,|$)/i.exec(preferences)?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), MAX_WAIT_SECONDS);
}
