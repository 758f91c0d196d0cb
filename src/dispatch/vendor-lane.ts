/** Takes the duties of one vendor account to its adapter: several at once, in order per key, never twice without asking. */
import type { VendorJob } from "../core/adapter.ts";
import type { StoreEvent } from "../core/events.ts";
import type { Job, JobId } from "../core/job.ts";
import { vendorLane } from "../core/job.ts";
import { NEVER_MS } from "../core/job-kinds.ts";
import type { Log } from "../core/log.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import type { DestinationStatus } from "../core/status.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "../vendors/connection.ts";
import { createBell } from "./bell.ts";
import { type BreakerEvent, CLOSED, gateOf, nextBreaker } from "./breaker.ts";
import type { Closing } from "./closing.ts";
import { createKeyQueue, type Entry, type Standing } from "./key-queue.ts";
import { createMarks, type Marks } from "./marks.ts";
import type { Time } from "./time.ts";
import { type Attempt, attempt, type Consequence, consequenceOf } from "./vendor-attempt.ts";
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
  /** The vendor answers again after it did not. */
  readonly onOutageOver: () => void;
  /** What waited for the end of an outage has gone out, and stands. */
  readonly onDrained: () => void;
}

export type JobNews = Extract<StoreEvent, { readonly type: "job.updated" }>;
export type Reach = Pick<DestinationStatus, "reachability" | "sinceMs" | "reason" | "retryAtMs" | "inFlight">;

export interface VendorLane {
  /** Runs until the house closes. Returns how many outcomes could not be stored. */
  run(): Promise<number>;
  news(event: JobNews): void;
  /** The account was connected again: worth a try at once. */
  reconnected(): void;
  isSending(jobId: string): boolean;
  reach(): Reach;
}

export const createVendorLane = (options: VendorLaneOptions): VendorLane => new Loop(options);

/** Jobs read at once. */
const PAGE = 100;
/** Shops of a whole street get their power back in the same second. */
const START_SPREAD_MS = 2_000;
/** Of one job, while the vendor answers others. */
const RETRY: Backoff = { baseMs: 2_000, capMs: 300_000 };
/** A job that pauses longer than this no longer counts as part of an outage's backlog. */
const BACKLOG_MS = 30_000;

class Loop implements VendorLane {
  readonly #options: VendorLaneOptions;
  readonly #time: Time;
  readonly #bell;
  readonly #marks: Marks;
  readonly #keys = createKeyQueue();
  readonly #inFlight = new Map<JobId, AbortController>();
  /** Ends that the disk does not know yet. */
  readonly #recent = new Map<JobId, RecentEnd>();
  /** Somebody else touched these while marks of ours were on their way. */
  readonly #touched = new Set<string>();
  #cursor = 0;
  #hasMore = true;
  #breaker = CLOSED;
  #afterOutage = false;
  #reach: Pick<Reach, "reachability" | "sinceMs" | "reason">;
  #fault: { readonly error: unknown } | undefined;

  constructor(options: VendorLaneOptions) {
    const { time, log, closing, store } = options;
    this.#options = options;
    this.#time = time;
    this.#bell = createBell(time);
    this.#reach = { reachability: "unknown", sinceMs: time.nowMs(), reason: null };
    this.#marks = createMarks({
      store,
      time,
      log,
      giveUp: closing.giveUp,
      onStood: (jobId) => this.#stood(jobId as JobId),
      onFault: (error) => this.#broke(error),
    });
  }

  async run(): Promise<number> {
    const { stop, abort } = this.#options.closing;
    stop.addEventListener("abort", () => this.#bell.ring(), { once: true });
    abort.addEventListener("abort", () => this.#letGo(), { once: true });
    await this.#time.pause(this.#time.random() * START_SPREAD_MS, stop);
    while (!stop.aborted) {
      this.#fill();
      this.#tellDrained();
      await this.#bell.wait(this.#sleepMs());
      this.#throwFault();
    }
    while (this.#inFlight.size > 0) await this.#bell.wait(Number.POSITIVE_INFINITY);
    const givenUp = await this.#marks.settled();
    this.#throwFault();
    return givenUp;
  }

  news({ jobId, state, orderId }: JobNews): void {
    if (this.#marks.isPending(jobId)) {
      if (state === "queued" || state === "in_doubt") this.#touched.add(jobId);
      return;
    }
    this.#refresh(jobId);
    if (orderId !== null) this.#keys.unblock(orderId);
    this.#bell.ring();
  }

  reconnected(): void {
    this.#turn({ type: "mended" });
    this.#bell.ring();
  }

  isSending(jobId: string): boolean {
    return this.#inFlight.has(jobId as JobId);
  }

  reach(): Reach {
    const breaker = this.#breaker;
    const waitMs = breaker.type === "open" ? breaker.untilMs - this.#time.monotonicMs() : null;
    const retryAtMs = waitMs === null ? null : this.#time.nowMs() + Math.max(0, Math.round(waitMs));
    return { ...this.#reach, retryAtMs, inFlight: this.#inFlight.size };
  }

  /** Sends as much as the vendor takes at once. */
  #fill(): void {
    const connection = this.#options.connection();
    if (!connection || this.#marks.isStuck()) return;
    while (this.#inFlight.size < connection.limits.concurrency) {
      const gate = gateOf(this.#breaker, this.#time.monotonicMs());
      const entry = gate === "wait" ? undefined : this.#next();
      if (!entry) return;
      this.#launch(entry, connection, gate === "probe");
    }
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
      if (job.state !== "held") this.#keys.put(toEntry(job), standingOf(job));
    }
    this.#hasMore = page.length === PAGE;
  }

  #launch(entry: Entry, connection: VendorConnection, isProbe: boolean): void {
    const duty = toDuty(entry.job, this.#options.store.read, this.#recent);
    const about = { sentAtMs: this.#time.nowMs(), isProbe };
    if (duty.type === "blocked") this.#keys.settle(entry, { type: "blocked" });
    if (duty.type === "broken") {
      this.#write(entry, consequenceOf(duty, entry, this.#options.vendor), about.sentAtMs, 0);
    }
    if (duty.type !== "ready") return;
    if (isProbe) this.#turn({ type: "probe_sent" });
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
    const ended: Attempt = await attempt(adapter, duty, entry, about.signal);
    this.#inFlight.delete(entry.job.id);
    const result = consequenceOf(ended, entry, this.#options.vendor);
    const { outage, retryAfterMs } = result;
    this.#turn(
      outage === null
        ? { type: "answered" }
        : { type: "failed", outage, retryAfterMs, isProbe: about.isProbe },
      result.error?.message,
    );
    this.#write(entry, result, about.sentAtMs, this.#pauseMs(entry, result));
    this.#options.onChange();
  }

  /** While the breaker is open it decides when; a job's own backoff would only add to it. */
  #pauseMs(entry: Entry, { retryAfterMs }: Consequence): number {
    if (this.#breaker.type === "open") return this.#breaker.untilMs - this.#time.monotonicMs();
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
    if (result.next === "ended") return this.#end(job, result);
    const next: Entry = {
      job: { ...job, dueAtMs },
      doubtful: result.doubtful,
      failures: entry.failures + 1,
      faults: entry.faults + (result.isFault ? 1 : 0),
    };
    const atMs = this.#breaker.type === "open" ? 0 : this.#time.monotonicMs() + pauseMs;
    this.#keys.settle(next, result.next === "parked" ? { type: "parked" } : { type: "due", atMs });
  }

  #end(job: Job, { result }: Consequence): void {
    this.#recent.set(job.id, result ? { type: "done", result } : { type: "failed" });
    this.#keys.remove(job.id);
    if (result) this.#keys.unblock(job.key);
  }

  #turn(event: BreakerEvent, reason: string | undefined = undefined): void {
    const before = this.#breaker;
    this.#breaker = nextBreaker(before, event, this.#time.monotonicMs(), this.#time.random());
    const reachability = reachabilityOf(event, this.#breaker.type === "closed" ? null : this.#breaker.outage);
    if (reachability === null || reachability === this.#reach.reachability) return;
    this.#reach = { reachability, sinceMs: this.#time.nowMs(), reason: reason ?? null };
    this.#options.log.info("a vendor's reachability changed", {
      vendor: this.#options.vendor,
      reachability,
      reason,
    });
    this.#options.onChange();
    if (before.type === "closed" || reachability !== "reachable" || before.outage === "rate_limited") return;
    this.#afterOutage = true;
    this.#options.onOutageOver();
  }

  #tellDrained(): void {
    const soonMs = this.#time.monotonicMs() + BACKLOG_MS;
    if (!this.#afterOutage || this.#breaker.type !== "closed" || this.#hasMore) return;
    if (this.#keys.isBusyUntil(soonMs)) return;
    this.#afterOutage = false;
    void this.#marks.settled().then(() => this.#options.onDrained());
  }

  #sleepMs(): number {
    const now = this.#time.monotonicMs();
    if (this.#breaker.type === "open") return Math.max(0, this.#breaker.untilMs - now);
    if (this.#breaker.type === "probing") return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#keys.nextDueMs() - now);
  }

  #stood(jobId: JobId): void {
    this.#recent.delete(jobId);
    if (this.#touched.delete(jobId)) this.#refresh(jobId);
    // Where the disk refused, the lane waits for exactly this.
    this.#bell.ring();
  }

  /** Reads again what somebody else may have changed: a person's retry, a discard, a new order. */
  #refresh(jobId: string): void {
    const job = this.#options.store.read.job(jobId);
    const known = this.#keys.get(jobId);
    if (!job || known?.standing.type === "leased") return;
    const isOpen = job.state === "queued" || job.state === "in_doubt";
    if (!isOpen) return this.#keys.remove(jobId);
    if (job.seq > this.#cursor) this.#hasMore = true;
    else if (known?.entry.job.dueAtMs !== job.dueAtMs) this.#keys.put(toEntry(job), standingOf(job));
  }

  #letGo(): void {
    for (const controller of this.#inFlight.values()) controller.abort();
  }

  #broke(error: unknown): void {
    this.#fault ??= { error };
    this.#bell.ring();
  }

  #throwFault(): void {
    if (this.#fault) throw this.#fault.error;
  }
}

const toEntry = (job: Job): Entry => ({ job, doubtful: job.state !== "queued", failures: 0, faults: 0 });

/** After a start every pause counts as over. */
const standingOf = (job: Job): Standing =>
  job.state === "in_doubt" && job.dueAtMs === NEVER_MS ? { type: "parked" } : { type: "ready" };

/** null: a single failure, or nothing was learnt. */
function reachabilityOf(event: BreakerEvent, outage: string | null): Reach["reachability"] | null {
  if (event.type === "answered") return "reachable";
  if (event.type !== "failed" || outage === null) return null;
  return outage === "unavailable" ? "unreachable" : outage === "sign_in" ? "sign_in" : "rate_limited";
}
