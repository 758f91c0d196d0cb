/**
 * Gathers commands into groups: while one group is being committed the next one fills. One sync serves all who wait for it.
 * Timing by measurement: a lonely request goes at once; where siblings were seen, the next group waits a little for them.
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
  let full: Waiting[] = [];
  let lazy: Waiting[] = [];
  let group: readonly Waiting[] = [];
  let durability: Durability = "full";
  let timer: NodeJS.Timeout | undefined;
  let timerIsLazy = false;
  let commitEwmaMs = 1;
  let hadSiblings = false;
  let whenIdle: (() => void)[] = [];

  const waiting = (): number => full.length + lazy.length;

  const sendNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (group.length > 0 || waiting() === 0) return;
    durability = full.length > 0 ? "full" : "lazy";
    group = [...full, ...lazy];
    full = [];
    lazy = [];
    send(
      group.map((one) => one.command),
      durability,
    );
  };

  const sendWithin = (ms: number, isLazy: boolean): void => {
    if (timer && !(timerIsLazy && !isLazy)) return;
    clearTimeout(timer);
    timerIsLazy = isLazy;
    timer = setTimeout(sendNow, ms);
  };

  const flush = (): void => {
    if (group.length > 0 || waiting() === 0) return;
    if (full.length === 0) {
      sendWithin(LAZY_MS, true);
      return;
    }
    const gatherMs = hadSiblings ? Math.min(GATHER_MS, commitEwmaMs * GATHER_SHARE) : 0;
    if (gatherMs < WORTH_A_TIMER_MS) sendNow();
    else sendWithin(gatherMs, false);
  };

  return {
    submit: (command, wanted) =>
      new Promise((resolve, reject) => {
        if (waiting() >= MAX_WAITING) return reject(queueFull());
        (wanted === "full" ? full : lazy).push({ command, resolve, reject });
        flush();
      }),
    settle(outcomes, commitMs) {
      const settled = group;
      group = [];
      hadSiblings = settled.length > 1 || full.length > 1;
      if (durability === "full") commitEwmaMs += (commitMs - commitEwmaMs) * EWMA_WEIGHT;
      for (const [index, one] of settled.entries()) answer(one, outcomes[index]);
      flush();
      if (group.length + waiting() > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    },
    idle: () =>
      new Promise((resolve) => {
        if (group.length + waiting() === 0) return resolve();
        whenIdle.push(resolve);
        sendNow();
      }),
    inFlight: () => ({ commands: group.length, durability }),
  };
}

function answer(one: Waiting, outcome: WireOutcome | undefined): void {
  if (outcome?.ok) one.resolve(outcome.value);
  else
    one.reject(outcome ? fromWire(outcome.error) : new Error("the writing thread left a command unanswered"));
}

const queueFull = (): GatewayError =>
  new GatewayError("queue_full", "too many writes are waiting for the disk", { retryAfterMs: 1_000 });
