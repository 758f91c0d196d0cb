/** Takes the duties of one vendor account to its adapter: several at once, in order per key, never twice without asking. */
import type { VendorJob } from "../core/adapter.ts";
import type { StoreEvent } from "../core/events.ts";
import { type Job, type JobId, type JobKind, vendorLane } from "../core/jobs/job.ts";
import { NEVER_MS } from "../core/jobs/job-kinds.ts";
import { type Backoff, backoffMs } from "../core/jobs/retry.ts";
import type { Log } from "../core/log.ts";
import { type Bell, createBell } from "../lib/bell.ts";
import type { Time } from "../lib/time.ts";
import { placeOfJob } from "../store/job-id.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "../vendors/connection.ts";
import type { BreakerEvent } from "./breaker.ts";
import type { Closing } from "./closing.ts";
import { createGate, type Gate, type Reach } from "./gate.ts";
import { createKeyQueue, type Entry, entryOf, isOpen, type Standing, standingOf } from "./key-queue.ts";
import { createMarks, type Marks } from "./marks.ts";
import { attempt, type Consequence, consequenceOf } from "./vendor-attempt.ts";
import { type RecentEnd, toDuty } from "./vendor-duty.ts";

export interface VendorLaneOptions {
  readonly vendor: string;
  readonly store: Store;
  /** undefined: not connected now. Asked before each send: it may be another one after a reconnect. */
  readonly connection: () => VendorConnection | undefined;
  readonly time: Time;
  readonly log: Log;
  readonly closing: Closing;
  /** Reachability changed, or a job ended. */
  readonly onChange: () => void;
  readonly onReachable: (reachable: boolean) => void;
  /** Nobody can tell what became of a job: from here on it waits for a person. */
  readonly onParked: (kind: JobKind) => void;
  /** The vendor answers again after it did not. */
  readonly onOutageOver: () => void;
  /** What an outage or a crash held back, since then (wall ms), has gone out and stands. */
  readonly onDrained: (sinceMs: number) => void;
}

export type JobNews = Extract<StoreEvent, { readonly type: "job.updated" }>;

export interface VendorLane {
  /** Runs until the house closes. Returns how many outcomes could not be stored. */
  run(): Promise<number>;
  news(event: JobNews): void;
  /** The account was connected again, or somebody else got an answer from the vendor. */
  learn(type: "mended" | "answered"): void;
  isSending(jobId: string): boolean;
  reach(): Reach & { readonly inFlight: number };
}

export const createVendorLane = (options: VendorLaneOptions): VendorLane => new Loop(options);

/** Jobs read at once. */
const PAGE = 100;
/** Shops of a whole street get their power back in the same second. */
const START_SPREAD_MS = 2_000;
/** Of one job, while the vendor answers others. */
const RETRY: Backoff = { baseMs: 1_000, capMs: 60_000 };
/** A job that pauses longer than this no longer counts as part of an outage's backlog. */
const BACKLOG_MS = 30_000;

class Loop implements VendorLane {
  readonly #options: VendorLaneOptions;
  readonly #time: Time;
  readonly #bell: Bell;
  readonly #gate: Gate;
  readonly #marks: Marks;
  readonly #keys = createKeyQueue();
  readonly #inFlight = new Map<JobId, AbortController>();
  /** Ends that the disk does not know yet. */
  readonly #recent = new Map<JobId, RecentEnd>();
  /** Somebody else touched these while marks of ours were on their way. */
  readonly #touched = new Set<JobId>();
  #cursor = 0;
  #hasMore = true;
  /** Wall ms: the oldest duty that an outage or a crash held back; null: nothing was. */
  #heldBackSinceMs: number | null = null;
  #fault: { readonly error: unknown } | undefined;

  constructor(options: VendorLaneOptions) {
    const { vendor, time, log, closing, store } = options;
    this.#options = options;
    this.#time = time;
    this.#bell = createBell(time);
    const onOutageOver = (): void => {
      const [oldest] = store.read.openJobs(vendorLane(vendor), 0, 1);
      this.#heldBack(oldest?.createdAtMs ?? time.nowMs());
      options.onOutageOver();
    };
    const onReach = (reachable: boolean): void => {
      options.onReachable(reachable);
      options.onChange();
    };
    this.#gate = createGate({ vendor, time, log, onReach, onOutageOver });
    this.#marks = createMarks({
      store,
      time,
      log,
      giveUp: closing.giveUp,
      onStood: (jobId) => this.#stood(jobId),
      onFault: (error) => this.#broke(error),
    });
  }

  async run(): Promise<number> {
    const { stop, abort } = this.#options.closing;
    stop.addEventListener("abort", () => this.#bell.ring(), { once: true });
    const letGo = (): void => {
      for (const out of this.#inFlight.values()) out.abort();
    };
    abort.addEventListener("abort", letGo, { once: true });
    await this.#time.pause(this.#time.random() * START_SPREAD_MS, stop);
    while (!stop.aborted) {
      const restMs = this.#fill();
      this.#tellDrained();
      await this.#bell.wait(restMs);
      this.#throwFault();
    }
    while (this.#inFlight.size > 0) await this.#bell.wait(Number.POSITIVE_INFINITY);
    await this.#marks.written();
    this.#throwFault();
    return this.#marks.givenUp();
  }

  news({ jobId, state, orderId }: JobNews): void {
    if (this.#marks.isPending(jobId)) {
      if (isOpen(state) || state === "discarded") this.#touched.add(jobId);
      return;
    }
    if (this.#isAhead(jobId)) this.#hasMore = true;
    else this.#refresh(jobId);
    if (orderId !== null) this.#keys.unblock(orderId);
    this.#bell.ring();
  }

  learn(type: "mended" | "answered"): void {
    this.#gate.turn({ type }, null);
    this.#bell.ring();
  }

  isSending(jobId: string): boolean {
    return this.#inFlight.has(jobId as JobId);
  }

  reach(): Reach & { readonly inFlight: number } {
    return { ...this.#gate.reach(), inFlight: this.#inFlight.size };
  }

  /** Sends as much as the vendor takes at once. Returns how long there will be nothing to do without news, ms. */
  #fill(): number {
    const connection = this.#options.connection();
    if (!connection || this.#marks.isStuck()) return Number.POSITIVE_INFINITY;
    while (this.#inFlight.size < connection.limits.concurrency) {
      const look = this.#gate.look();
      if (look === "wait") return this.#gate.closedForMs();
      const entry = this.#next();
      if (!entry) return this.#keys.nextDueMs() - this.#time.monotonicMs();
      this.#launch(entry, connection, look === "probe");
    }
    return Number.POSITIVE_INFINITY;
  }

  #next(): Entry | undefined {
    for (;;) {
      const entry = this.#keys.take(this.#time.monotonicMs());
      if (entry || !this.#hasMore) return entry;
      this.#readPage();
    }
  }

  #readPage(): void {
    const page = this.#options.store.read.openJobs(vendorLane(this.#options.vendor), this.#cursor, PAGE);
    for (const job of page) {
      this.#cursor = job.seq;
      if (job.state !== "held") this.#keys.put(entryOf(job), standingOf(job));
      if (job.state === "in_doubt" && job.dueAtMs !== NEVER_MS) this.#heldBack(job.createdAtMs);
    }
    this.#hasMore = page.length === PAGE;
  }

  #launch(entry: Entry, connection: VendorConnection, isProbe: boolean): void {
    const duty = toDuty(entry.job, this.#options.store.read, this.#recent);
    const about = { sentAtMs: this.#time.nowMs(), isProbe };
    if (duty.type === "given_up") this.#keys.remove(entry.job.id);
    if (duty.type === "blocked") this.#keys.settle(entry, { type: "blocked" });
    if (duty.type === "broken") {
      this.#write(entry, consequenceOf(duty, entry, this.#options.vendor), about.sentAtMs, 0);
    }
    if (duty.type !== "ready") return;
    if (isProbe) this.#gate.turn({ type: "probe_sent" }, null);
    const controller = new AbortController();
    this.#inFlight.set(entry.job.id, controller);
    void this.#deliver(entry, duty.job, connection, { ...about, signal: controller.signal })
      .catch((error) => this.#broke(error))
      .finally(() => this.#bell.ring());
  }

  async #deliver(
    entry: Entry,
    duty: VendorJob,
    { adapter }: VendorConnection,
    about: { readonly signal: AbortSignal; readonly sentAtMs: number; readonly isProbe: boolean },
  ): Promise<void> {
    const ended = await attempt(adapter, duty, entry, about.signal);
    this.#inFlight.delete(entry.job.id);
    const result = consequenceOf(ended, entry, this.#options.vendor);
    const { outage, retryAfterMs } = result;
    const answer: BreakerEvent =
      outage === null
        ? { type: "answered" }
        : { type: "failed", outage, retryAfterMs, isProbe: about.isProbe };
    this.#gate.turn(answer, outage === null ? null : (result.error?.message ?? null));
    this.#write(entry, result, about.sentAtMs, this.#pauseMs(entry, result));
    this.#options.onChange();
  }

  /** While the breaker is open it decides when; a job's own backoff would only add to it. */
  #pauseMs(entry: Entry, { retryAfterMs }: Consequence): number {
    const closedForMs = this.#gate.closedForMs();
    if (closedForMs > 0 && closedForMs < Number.POSITIVE_INFINITY) return closedForMs;
    return retryAfterMs ?? backoffMs(entry.failures + 1, RETRY, this.#time.random());
  }

  #write(entry: Entry, result: Consequence, sentAtMs: number, pauseMs: number): void {
    const { job } = entry;
    const nowMs = this.#time.nowMs();
    const dueAtMs = result.next === "parked" ? NEVER_MS : Math.round(nowMs + pauseMs);
    const lastError = result.error && { code: result.error.code, message: result.error.message, atMs: nowMs };
    for (const event of result.events) {
      this.#marks.write({ jobId: job.id, event, sentAtMs, dueAtMs, result: result.result, lastError });
    }
    if (result.isFault) {
      this.#options.log.error("a duty to a vendor failed in a way nobody foresaw", {
        vendor: this.#options.vendor,
        jobId: job.id,
        reason: result.error?.message,
      });
    }
    if (result.next === "parked") this.#options.onParked(job.kind);
    if (result.next === "ended") {
      this.#end(job, result);
      return;
    }
    const isAway = this.#gate.look() === "wait";
    const next: Entry = {
      // As the mark has it: for an adapter, how long ago the first try was decides whether the key alone still protects.
      job: { ...job, dueAtMs, firstSentAtMs: job.firstSentAtMs ?? sentAtMs },
      doubtful: result.doubtful,
      // What the breaker waits for is the vendor's failure, not the job's: when it is back, no job starts with a long pause.
      failures: entry.failures + (isAway ? 0 : 1),
      faults: entry.faults + (result.isFault ? 1 : 0),
    };
    const atMs = this.#time.monotonicMs() + pauseMs;
    const again: Standing = isAway ? { type: "ready" } : { type: "due", atMs };
    this.#keys.settle(next, result.next === "parked" ? { type: "parked" } : again);
  }

  #end(job: Job, { result }: Consequence): void {
    this.#recent.set(job.id, result ? { type: "done", result } : { type: "failed" });
    this.#keys.remove(job.id);
    if (result) this.#keys.unblock(job.key);
  }

  #heldBack(sinceMs: number): void {
    this.#heldBackSinceMs = Math.min(sinceMs, this.#heldBackSinceMs ?? sinceMs);
  }

  #tellDrained(): void {
    const sinceMs = this.#heldBackSinceMs;
    if (sinceMs === null || this.#gate.look() !== "go" || this.#hasMore) return;
    if (this.#keys.isBusyUntil(this.#time.monotonicMs() + BACKLOG_MS)) return;
    this.#heldBackSinceMs = null;
    void this.#marks.written().then(() => this.#options.onDrained(sinceMs));
  }

  #stood(jobId: JobId): void {
    this.#recent.delete(jobId);
    if (this.#touched.delete(jobId)) this.#refresh(jobId);
    // Where the disk refused, the lane waits for exactly this.
    this.#bell.ring();
  }

  /** Behind the pages read so far, as every new duty is: it comes with the next page, and needs no look of its own. */
  #isAhead(jobId: string): boolean {
    const place = placeOfJob(jobId);
    return place !== undefined && place.seq > this.#cursor;
  }

  /** Reads again what somebody else may have changed: a person's retry, a discard, a new order. */
  #refresh(jobId: string): void {
    const job = this.#options.store.read.job(jobId);
    const known = this.#keys.get(jobId);
    if (!job || known?.standing.type === "leased") return;
    if (!isOpen(job.state)) {
      this.#keys.remove(jobId);
      this.#keys.unblock(job.key);
    } else if (job.seq > this.#cursor) this.#hasMore = true;
    else if (known?.entry.job.dueAtMs !== job.dueAtMs) this.#keys.put(entryOf(job), standingOf(job));
  }

  #broke(error: unknown): void {
    this.#fault ??= { error };
    this.#bell.ring();
  }

  #throwFault(): void {
    if (this.#fault) throw this.#fault.error;
  }
}
