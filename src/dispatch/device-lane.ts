/**
 * One job of a device at a time, the tills in turn. A job is claimed, with its very bytes, on disk before the first byte leaves;
 * while the device is away nothing is claimed and everything waits.
 */
import type { Driver, Proof } from "../core/driver.ts";
import { isGatewayError } from "../core/errors.ts";
import { deviceLane, type Job, type JobEvent } from "../core/jobs/job.ts";
import { type Backoff, backoffMs } from "../core/jobs/retry.ts";
import type { Log } from "../core/log.ts";
import { isPaperShort, warningsOf } from "../core/paper-warnings.ts";
import { type Bell, createBell } from "../lib/bell.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import type { Closing } from "./closing.ts";
import { type Compose, toWork, type Work } from "./device-work.ts";
import { type PrintedWords, readPrinted } from "./printed-words.ts";
import { movesOf } from "./stand-ins.ts";
import { createTurns } from "./turns.ts";
import { isStoreTrouble, untilStored } from "./until-stored.ts";

export interface DeviceLaneOptions {
  readonly deviceId: string;
  readonly store: Store;
  /** undefined: not configured now. Its jobs wait. */
  readonly device: () => Driver | undefined;
  /** Any device: it could take a job now. */
  readonly isReady: (deviceId: string) => boolean;
  readonly compose: Compose;
  readonly time: Time;
  readonly log: Log;
  readonly closing: Closing;
}

export interface DeviceLane {
  /** Runs until the house closes. Returns how many outcomes could not be stored. */
  run(): Promise<number>;
  /** A job is new, or may go on. */
  news(): void;
  readinessChanged(): void;
  isSending(jobId: string): boolean;
}

export const createDeviceLane = (options: DeviceLaneOptions): DeviceLane => new Loop(options);

/** Another till holds the printer's only line for seconds, not for hours. */
const RETRY: Backoff = { baseMs: 500, capMs: 30_000 };
const MIN_RETRY_MS = 100;
const MAX_TRIES = 12;
/** Of a store that refused a claim. */
const STORE_PAUSE_MS = 1_000;

/** At a time: the rest moves with the next look. */
const MOST_MOVED = 200;

type Ready = Extract<Work, { readonly type: "ready" }>;
type End = {
  readonly event: Extract<JobEvent, { readonly type: "succeeded" | "threw" }>;
  readonly result: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
};

/** Clocks are set by seconds; a longer way back is a clock that lost its time. */
const CLOCK_STEP_MS = 60_000;
const STALE_KICK = {
  type: "refused",
  code: "wrong_state",
  message: "the drawer was not opened: it was asked for too long ago, or the clock does not tell how long",
} as const;

class Loop implements DeviceLane {
  readonly #options: DeviceLaneOptions;
  readonly #time: Time;
  readonly #bell: Bell;
  readonly #turns = createTurns();
  #running: string | null = null;
  /** Monotonic: the device said "not now". */
  #notBeforeMs = 0;
  #tries: { readonly jobId: string; readonly count: number } = { jobId: "", count: 0 };
  #givenUp = 0;

  constructor(options: DeviceLaneOptions) {
    this.#options = options;
    this.#time = options.time;
    this.#bell = createBell(options.time);
  }

  async run(): Promise<number> {
    const { stop } = this.#options.closing;
    stop.addEventListener("abort", () => this.#bell.ring(), { once: true });
    while (!stop.aborted) {
      const restMs = await this.#turn();
      if (restMs > 0) await this.#bell.wait(restMs);
    }
    return this.#givenUp;
  }

  news(): void {
    this.#bell.ring();
  }

  readinessChanged(): void {
    this.#notBeforeMs = 0;
    this.#bell.ring();
  }

  isSending(jobId: string): boolean {
    return this.#running === jobId;
  }

  /** Looks at the oldest job and takes it one step. Returns how long to rest without news, ms; 0: go on. */
  async #turn(): Promise<number> {
    const { store, device, deviceId, compose } = this.#options;
    const head = this.#turns.next(store.read.waitingHeads(deviceLane(deviceId)));
    const job = head && store.read.jobAt(head.seq);
    if (!job) return Number.POSITIVE_INFINITY;
    if (this.#isLate(job)) return this.#expire();
    if (this.#isStaleKick(job)) {
      await this.#refuse(job, STALE_KICK);
      return 0;
    }
    const driver = device();
    const readiness = driver?.readiness();
    if (!driver || readiness?.state !== "ready") return this.#letStandIn(readiness?.sinceMs ?? null);
    const restMs = this.#notBeforeMs - this.#time.monotonicMs();
    if (restMs > 0) return restMs;
    const work = toWork(job, driver, compose);
    if (work.type === "refused") await this.#refuse(job, work);
    else return this.#claimAndPerform(job, work);
    return 0;
  }

  /** Returns how long to rest, ms. */
  async #letStandIn(sinceMs: number | null): Promise<number> {
    const { store, deviceId, isReady, log } = this.#options;
    const waiting = store.read.openJobs(deviceLane(deviceId), 0, MOST_MOVED);
    const around = { routing: store.read.printRouting(), isReady, nowMs: this.#time.nowMs() };
    const { moves, restMs } = movesOf(waiting, { deviceId, sinceMs }, around);
    for (const move of moves) {
      log.warn("another printer stands in", { from: deviceId, to: move.printer, jobId: move.jobId });
      await this.#stored(() => store.run("moveTicket", move));
    }
    return moves.length > 0 ? 0 : restMs;
  }

  /** Nothing expires by a clock that cannot be trusted. */
  #isLate({ expiresAtMs }: Job): boolean {
    const isTrusted = this.#options.store.state().clockDoubt === null;
    return expiresAtMs !== null && expiresAtMs <= this.#time.nowMs() && isTrusted;
  }

  /** A drawer must not fly open long after somebody asked, not even by a clock in doubt: one that is past the end, or before the beginning. */
  #isStaleKick({ kind, createdAtMs, expiresAtMs }: Job): boolean {
    const nowMs = this.#time.nowMs();
    return (
      kind === "kick" &&
      (nowMs < createdAtMs - CLOCK_STEP_MS || (expiresAtMs !== null && expiresAtMs <= nowMs))
    );
  }

  async #expire(): Promise<number> {
    const ended = await this.#stored(() => this.#options.store.run("expireJobs", null));
    return ended === 0 ? STORE_PAUSE_MS : 0;
  }

  async #refuse(job: Job, { code, message }: Extract<Work, { readonly type: "refused" }>): Promise<void> {
    this.#options.log.error("a device job can never be done", { jobId: job.id, reason: message });
    const error = { code, message, atMs: this.#time.nowMs() };
    await this.#stored(() => this.#options.store.run("failJob", { jobId: job.id, error }));
  }

  async #claimAndPerform(job: Job, work: Ready): Promise<number> {
    const { store, log } = this.#options;
    const { bytes, degraded } = work;
    const driver = this.#options.device();
    // Reading takes a little: before the paper only where somebody should know first.
    const early = driver && isPaperShort(driver.readiness()) ? readPrinted(driver, bytes) : null;
    const warnings = warningsOf(early?.lengthDots);
    try {
      const claimed = await store.run("claimDeviceJob", { jobId: job.id, bytes, degraded, warnings });
      if (!claimed) return 0;
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      log.warn("a claim waits for the disk", { jobId: job.id, reason: String(error) });
      // It may stand or not. Nothing was sent: it goes back, whatever the disk says.
      await this.#settle(job, endOf(error, 0));
      return STORE_PAUSE_MS;
    }
    this.#turns.served(job);
    this.#running = job.id;
    const performing = this.#perform(job, work);
    // While the printer is at it.
    const printed = early ?? (driver === undefined ? null : readPrinted(driver, bytes));
    await this.#settle(job, await performing);
    this.#running = null;
    if (printed) this.#keepWords(job, printed);
    return 0;
  }

  /** Lost with the power, they are read from the bytes again when somebody looks for them. */
  #keepWords({ id }: Job, printed: PrintedWords): void {
    this.#options.store.runLazy("keepWords", { jobId: id, ...printed }).catch((error: unknown) => {
      this.#options.log.debug("what was printed is not kept as words", { jobId: id, reason: String(error) });
    });
  }

  async #perform(job: Job, work: Ready): Promise<End> {
    const count = this.#tries.jobId === job.id ? this.#tries.count + 1 : 1;
    this.#tries = { jobId: job.id, count };
    this.#notBeforeMs = 0;
    try {
      return endOfWork(await work.perform(this.#options.closing.abort));
    } catch (error) {
      const end = endOf(error, MAX_TRIES - count);
      if (!isGatewayError(error)) {
        this.#options.log.error("a driver failed in a way nobody foresaw", { jobId: job.id, error });
      }
      if (end.event.type === "threw" && isAgain(end.event)) {
        const pauseMs = Math.max(MIN_RETRY_MS, backoffMs(count, RETRY, this.#time.random()));
        this.#notBeforeMs = this.#time.monotonicMs() + pauseMs;
      }
      return end;
    }
  }

  async #settle(job: Job, { event, result, error }: End): Promise<void> {
    const lastError = error && { ...error, atMs: this.#time.nowMs() };
    const input = { jobId: job.id, event, result, lastError };
    await this.#stored(() => this.#options.store.run("settleDeviceJob", input));
  }

  async #stored<T>(write: () => Promise<T>): Promise<T | undefined> {
    const { time, log, closing } = this.#options;
    const stands = await untilStored(write, { time, log, giveUp: closing.giveUp });
    if (stands === undefined) this.#givenUp += 1;
    return stands;
  }
}

/** The same job comes round again; after any other end the next one goes on at once. */
const isAgain = ({ after, attemptsLeft }: Extract<JobEvent, { readonly type: "threw" }>): boolean =>
  after === "wait" || (after === "retry" && attemptsLeft > 0);

/** Bytes that nobody vouches for may be paper or not: that is no proof, and a person looks. */
function endOfWork(result: { readonly proof: Proof }): End {
  if (result.proof !== "none") return { event: { type: "succeeded" }, result, error: null };
  const message = "the device took the bytes and cannot say whether it acted on them: look at it";
  return {
    event: { type: "threw", after: "ask", attemptsLeft: 0 },
    result,
    error: { code: "outcome_unknown", message },
  };
}

/** What the job becomes. A driver that failed in a way of its own may have sent something. */
function endOf(error: unknown, attemptsLeft: number): End {
  if (!isGatewayError(error)) {
    const message = `the driver failed in the middle: ${error instanceof Error ? error.message : String(error)}`;
    return {
      event: { type: "threw", after: "ask", attemptsLeft },
      result: null,
      error: { code: "outcome_unknown", message },
    };
  }
  const { after, code, message } = error;
  return { event: { type: "threw", after, attemptsLeft }, result: null, error: { code, message } };
}
