/**
 * Gathers commands into groups: one sync serves all who wait for it. Timing by measurement: a lonely request goes at once; on a slow
 * disk a group waits until all who were there a moment ago are back; on a quick one the next groups fly while one is committed.
 */
import { GatewayError } from "../../core/errors.ts";
import { fromWire, type WireOutcome } from "./protocol.ts";
import type { Command, Durability } from "./writer.ts";

/** More waiting commands than this are a fault of somebody's; each is answered queue_full, none is kept in RAM. */
const MAX_WAITING = 5_000;
/** How long a lazy mark may wait for a full commit to ride along with. */
const LAZY_MS = 100;
/** Gather at most this long, and at most this share of a commit. */
const GATHER_MS = 10;
const GATHER_SHARE = 0.5;
/** Below it a timer costs more than it gathers. */
const WORTH_A_TIMER_MS = 1;
const EWMA_WEIGHT = 0.2;
/**
 * Where a commit takes less than this, the main thread is what orders wait for: the writing thread works while the main thread reads
 * the next requests. On a slower disk fewer and larger groups win.
 */
const QUICK_MS = 4;
const QUICK_GROUPS = 4;
/** So many commands are worth a sync of their own on a quick disk. */
const QUICK_GROUP = 16;

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

interface Group {
  readonly members: readonly Waiting[];
  readonly durability: Durability;
}

export function createGroupQueue(
  send: (commands: readonly Command[], durability: Durability) => void,
): GroupQueue {
  const waiting: { full: Waiting[]; lazy: Waiting[] } = { full: [], lazy: [] };
  const pace = createPace();
  const timer = createTimer();
  /** With the writing thread, which answers them in this order. */
  const flying: Group[] = [];
  let whenIdle: (() => void)[] = [];

  const count = (): number => waiting.full.length + waiting.lazy.length;
  const sendNow = (): void => {
    timer.clear();
    if (count() === 0) return;
    const durability = waiting.full.length > 0 ? "full" : "lazy";
    const members = [...waiting.full.splice(0), ...waiting.lazy.splice(0)];
    flying.push({ members, durability });
    send(
      members.map((one) => one.command),
      durability,
    );
  };
  const flush = (): void => {
    if (count() === 0) return;
    if (waiting.full.length >= pace.enough(flying.length)) sendNow();
    else if (flying.length === 0) timer.within(waiting.full.length > 0 ? pace.gatherMs() : LAZY_MS, sendNow);
  };

  return {
    submit: (command, wanted) =>
      new Promise((resolve, reject) => {
        if (count() >= MAX_WAITING) return reject(queueFull());
        waiting[wanted].push({ command, resolve, reject });
        flush();
      }),
    settle(outcomes, commitMs) {
      const settled = flying.shift();
      if (!settled) throw new Error("the writing thread answered a group that nobody sent");
      const { members, durability } = settled;
      const around = flying.reduce((sum, group) => sum + group.members.length, waiting.full.length);
      pace.committed({ ms: commitMs, durability, siblings: members.length + around });
      for (const [index, one] of members.entries()) answer(one, outcomes[index]);
      flush();
      if (flying.length + count() > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    },
    idle: () =>
      new Promise((resolve) => {
        if (flying.length + count() === 0) return resolve();
        whenIdle.push(resolve);
        if (flying.length === 0) sendNow();
      }),
    inFlight: () => ({
      commands: flying[0]?.members.length ?? 0,
      durability: flying[0]?.durability ?? "full",
    }),
  };
}

/** When the next group goes: learned from the last commits. */
function createPace() {
  let commitEwmaMs = 1;
  let siblings = 1;
  return {
    /** How long it waits for siblings; 0: until what has come already is read. */
    gatherMs(): number {
      const ms = siblings > 1 ? Math.min(GATHER_MS, commitEwmaMs * GATHER_SHARE) : 0;
      return ms < WORTH_A_TIMER_MS ? 0 : ms;
    },
    /** So many need not wait any longer. */
    enough(groupsFlying: number): number {
      if (commitEwmaMs < QUICK_MS)
        return groupsFlying < QUICK_GROUPS ? QUICK_GROUP : Number.POSITIVE_INFINITY;
      return groupsFlying === 0 ? siblings : Number.POSITIVE_INFINITY;
    },
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

/** One timer; a sooner wish replaces a later one. 0: at the end of this turn of the event loop, whose other requests then share it. */
function createTimer() {
  let handle: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  const clear = (): void => {
    clearTimeout(handle);
    clearImmediate(soon);
    dueMs = Number.POSITIVE_INFINITY;
  };
  return {
    clear,
    within(ms: number, then: () => void): void {
      if (performance.now() + ms >= dueMs) return;
      clear();
      dueMs = performance.now() + ms;
      if (ms === 0) soon = setImmediate(then);
      else handle = setTimeout(then, ms);
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
