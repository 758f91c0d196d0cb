/**
 * Gathers commands into groups: while one group is being committed the next one fills. One sync serves all who wait for it.
 * Timing by measurement: a lonely request goes at once; where siblings were seen, the next group waits until all of them are back,
 * and a little at most.
 */
import { GatewayError } from "../../core/errors.ts";
import { fromWire, type WireOutcome } from "./protocol.ts";
import type { Command, Durability } from "./writer.ts";

/** More waiting commands than this are a fault of somebody's; each is answered queue_full, none is kept in RAM. */
const MAX_WAITING = 5_000;
/** How long a lazy mark may wait for a full commit to ride along with. */
const LAZY_MS = 100;
/** Gather at most this long, and at most this share of a commit. */
const GATHER_MS = 5;
const GATHER_SHARE = 0.25;
/** Below it a timer costs more than it gathers. */
const WORTH_A_TIMER_MS = 1;
const EWMA_WEIGHT = 0.2;

export interface GroupQueue {
  /** Resolves with the command's result when its group is committed. */
  submit(command: Command, durability: Durability): Promise<unknown>;
  /** The writing thread's answer to the group in flight. */
  settle(outcomes: readonly WireOutcome[], commitMs: number): void;
  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
  inFlight(): { readonly commands: number; readonly durability: Durability };
}

interface Waiting {
  readonly command: Command;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function createGroupQueue(
  send: (commands: readonly Command[], durability: Durability) => void,
): GroupQueue {
  const waiting: { full: Waiting[]; lazy: Waiting[] } = { full: [], lazy: [] };
  const pace = createPace();
  const timer = createTimer();
  let group: readonly Waiting[] = [];
  let durability: Durability = "full";
  let whenIdle: (() => void)[] = [];

  const count = (): number => waiting.full.length + waiting.lazy.length;
  const sendNow = (): void => {
    timer.clear();
    if (group.length > 0 || count() === 0) return;
    durability = waiting.full.length > 0 ? "full" : "lazy";
    group = [...waiting.full.splice(0), ...waiting.lazy.splice(0)];
    send(
      group.map((one) => one.command),
      durability,
    );
  };
  const flush = (): void => {
    if (group.length > 0 || count() === 0) return;
    const gatherMs = waiting.full.length > 0 ? pace.gatherMs(waiting.full.length) : LAZY_MS;
    if (gatherMs < WORTH_A_TIMER_MS) sendNow();
    else timer.within(gatherMs, sendNow);
  };

  return {
    submit: (command, wanted) =>
      new Promise((resolve, reject) => {
        if (count() >= MAX_WAITING) return reject(queueFull());
        waiting[wanted].push({ command, resolve, reject });
        flush();
      }),
    settle(outcomes, commitMs) {
      const settled = group;
      group = [];
      pace.committed({ ms: commitMs, durability, siblings: settled.length + waiting.full.length });
      for (const [index, one] of settled.entries()) answer(one, outcomes[index]);
      flush();
      if (group.length + count() > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    },
    idle: () =>
      new Promise((resolve) => {
        if (group.length + count() === 0) return resolve();
        whenIdle.push(resolve);
        sendNow();
      }),
    inFlight: () => ({ commands: group.length, durability }),
  };
}

/** How long the next group waits for siblings: learned from the last commits. */
function createPace() {
  let commitEwmaMs = 1;
  /** Who asked at the time of the last commit: a till asks again when it was answered. */
  let siblings = 1;
  return {
    gatherMs: (waiting: number): number =>
      waiting < siblings ? Math.min(GATHER_MS, commitEwmaMs * GATHER_SHARE) : 0,
    committed(commit: {
      readonly ms: number;
      readonly durability: Durability;
      readonly siblings: number;
    }): void {
      siblings = commit.siblings;
      if (commit.durability === "full") commitEwmaMs += (commit.ms - commitEwmaMs) * EWMA_WEIGHT;
    },
  };
}

/** One timer; a sooner wish replaces a later one. */
function createTimer() {
  let handle: NodeJS.Timeout | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    clearTimeout(handle);
    dueMs = Number.POSITIVE_INFINITY;
  };
  return {
    clear,
    within(ms: number, then: () => void): void {
      if (performance.now() + ms >= dueMs) return;
      clear();
      dueMs = performance.now() + ms;
      handle = setTimeout(then, ms);
    },
  };
}

function answer(one: Waiting, outcome: WireOutcome | undefined): void {
  if (outcome?.ok) one.resolve(outcome.value);
  else
    one.reject(outcome ? fromWire(outcome.error) : new Error("the writing thread left a command unanswered"));
}

const queueFull = (): GatewayError =>
  new GatewayError("queue_full", "too many writes are waiting for the disk", { retryAfterMs: 1_000 });
