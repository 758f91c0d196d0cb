/**
 * The open jobs of a vendor lane that are in memory: in order per key, one of a key at a time, keys beside each other.
 * A key whose head waits, for a pause, a person or an earlier duty, holds up nothing but itself.
 */
import type { Job, JobState } from "../core/jobs/job.ts";
import { NEVER_MS } from "../core/jobs/job-kinds.ts";

export interface Entry {
  readonly job: Job;
  /** An earlier send may have arrived: find() comes before the next one. */
  readonly doubtful: boolean;
  /** Tries since it was loaded that came to nothing: for the backoff. */
  readonly failures: number;
  /** Of these, faults of our own code or the adapter's. */
  readonly faults: number;
}

/** Where an entry stands. parked: a person moves it. blocked: an earlier duty of its key ended badly. */
export type Standing =
  | { readonly type: "ready" }
  | { readonly type: "leased" }
  | { readonly type: "due"; readonly atMs: number }
  | { readonly type: "parked" }
  | { readonly type: "blocked" };

export const isOpen = (state: JobState): boolean => state === "queued" || state === "in_doubt";

/** As the disk has it: new to this run, so every pause counts as over. */
export const entryOf = (job: Job): Entry => ({
  job,
  doubtful: job.state !== "queued",
  failures: 0,
  faults: 0,
});
export const standingOf = (job: Job): Standing =>
  job.state === "in_doubt" && job.dueAtMs === NEVER_MS ? { type: "parked" } : { type: "ready" };

interface Held {
  entry: Entry;
  standing: Standing;
}

export interface KeyQueue {
  /** Adds it, or replaces what is known of the same job. A leased one stays as it is. */
  put(entry: Entry, standing: Standing): void;
  get(jobId: string): { readonly entry: Entry; readonly standing: Standing } | undefined;
  remove(jobId: string): void;
  /** Leases the head of the key that waited longest. `nowMs` monotonic. */
  take(nowMs: number): Entry | undefined;
  /** Ends a lease. */
  settle(entry: Entry, standing: Standing): void;
  /** A blocked head of this key may be looked at again. */
  unblock(key: string): void;
  /** When the next pause ends; Infinity: none. */
  nextDueMs(): number;
  /** Something is out or ready, or will be by then (monotonic ms). */
  isBusyUntil(ms: number): boolean;
}

export function createKeyQueue(): KeyQueue {
  return new Keys();
}

class Keys implements KeyQueue {
  readonly #byId = new Map<string, Held>();
  readonly #byKey = new Map<string, Held[]>();
  /** Keys whose head may go, longest waiting first: a set keeps its order. */
  readonly #ready = new Set<string>();
  /** Sorted by time. May hold keys that moved on since: checked when their time comes. */
  readonly #pauses: { readonly atMs: number; readonly key: string }[] = [];
  #leased = 0;

  put(entry: Entry, standing: Standing): void {
    const known = this.#byId.get(entry.job.id);
    if (known?.standing.type === "leased") return;
    if (known) {
      known.entry = entry;
      known.standing = standing;
    } else {
      const held = { entry, standing };
      this.#byId.set(entry.job.id, held);
      this.#insert(held);
    }
    this.#place(entry.job.key);
  }

  get(jobId: string): { readonly entry: Entry; readonly standing: Standing } | undefined {
    return this.#byId.get(jobId);
  }

  remove(jobId: string): void {
    const held = this.#byId.get(jobId);
    if (!held) return;
    if (held.standing.type === "leased") this.#leased -= 1;
    this.#byId.delete(jobId);
    const { key } = held.entry.job;
    const rest = (this.#byKey.get(key) ?? []).filter((other) => other !== held);
    if (rest.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, rest);
    this.#place(key);
  }

  take(nowMs: number): Entry | undefined {
    this.#wakeDue(nowMs);
    const [key] = this.#ready;
    if (key === undefined) return undefined;
    this.#ready.delete(key);
    const head = this.#byKey.get(key)?.[0];
    if (!head) return undefined;
    head.standing = { type: "leased" };
    this.#leased += 1;
    return head.entry;
  }

  settle(entry: Entry, standing: Standing): void {
    const held = this.#byId.get(entry.job.id);
    if (held?.standing.type !== "leased") return;
    this.#leased -= 1;
    held.entry = entry;
    held.standing = standing;
    this.#place(entry.job.key);
  }

  unblock(key: string): void {
    const head = this.#byKey.get(key)?.[0];
    if (head?.standing.type !== "blocked") return;
    head.standing = { type: "ready" };
    this.#place(key);
  }

  nextDueMs(): number {
    return this.#pauses[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  isBusyUntil(ms: number): boolean {
    return this.#ready.size + this.#leased > 0 || this.nextDueMs() <= ms;
  }

  #insert(held: Held): void {
    const { key, seq } = held.entry.job;
    const line = this.#byKey.get(key);
    if (!line) {
      this.#byKey.set(key, [held]);
      return;
    }
    const at = line.findIndex((other) => other.entry.job.seq > seq);
    line.splice(at === -1 ? line.length : at, 0, held);
  }

  /** Puts a key where its head belongs. While one of its jobs is out, nowhere. */
  #place(key: string): void {
    this.#ready.delete(key);
    const line = this.#byKey.get(key) ?? [];
    const head = line[0];
    if (!head || line.some((held) => held.standing.type === "leased")) return;
    if (head.standing.type === "ready") this.#ready.add(key);
    if (head.standing.type === "due") this.#addPause({ atMs: head.standing.atMs, key });
  }

  #addPause(pause: { readonly atMs: number; readonly key: string }): void {
    let [low, high] = [0, this.#pauses.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pauses[middle]?.atMs ?? 0) <= pause.atMs) low = middle + 1;
      else high = middle;
    }
    this.#pauses.splice(low, 0, pause);
  }

  #wakeDue(nowMs: number): void {
    while (this.nextDueMs() <= nowMs) {
      const pause = this.#pauses.shift();
      const head = this.#byKey.get(pause?.key ?? "")?.[0];
      if (head?.standing.type !== "due" || head.standing.atMs > nowMs) continue;
      head.standing = { type: "ready" };
      this.#place(head.entry.job.key);
    }
  }
}
