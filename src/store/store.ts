/** The store as the gateway sees it: commands that resolve when they are on disk, a reader that never locks, and news. */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { GatewayError } from "../core/errors.ts";
import type { StoreEvent } from "../core/events.ts";
import type { CommandInput, CommandName, CommandResult } from "./commands/index.ts";
import { openReader } from "./database.ts";
import { lookPatiently, type Patience } from "./mend/patience.ts";
import type { BrokenLink } from "./mend/patient-check.ts";
import { createReader, createStableReader, type Reader } from "./reader.ts";
import { StartRefused } from "./refusal.ts";
import { bootThread } from "./thread/boot.ts";
import { createGroupQueue, type GroupQueue } from "./thread/group-queue.ts";
import type { FromWorker, StoreState, ToWorker, WorkerOptions } from "./thread/protocol.ts";
import { type Durability, isDamage } from "./thread/writer.ts";

export type { StoreState } from "./thread/protocol.ts";

export interface StoreOptions extends WorkerOptions {
  /** Told after each commit with what it changed. */
  readonly onEvents: (events: readonly StoreEvent[]) => void;
  /** Told when the store begins or ceases to take writes, or to trust its clock. */
  readonly onState: (state: StoreState) => void;
  /** Told when a damaged database was salvaged while running: sentences for the log and the operator. */
  readonly onNotes: (notes: readonly string[]) => void;
  readonly onCommit: (commit: {
    readonly ms: number;
    readonly commands: number;
    readonly durability: Durability;
  }) => void;
}

export interface Store extends AsyncDisposable {
  /**
   * Resolves when the group that holds this command is on disk.
   * @throws store_full: nothing was stored · store_unknown: it may stand, same key again · store_read_only · queue_full
   */
  run<C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>>;
  /** For marks that a power cut may take: rides along with the next full commit, or goes unsynced soon. */
  runLazy<C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>>;
  readonly read: Reader;
  state(): StoreState;
  /** A vendor's answer named the time: a witness for the clock, or against it. */
  toldTime(wallMs: number): void;
  /** What start-up found and did, for the log: a copy before migrating, a salvage. */
  notes(): readonly string[];
  /** A whole copy while sales go on. */
  backup(path: string): Promise<void>;
}

/**
 * `worker`: one that boots already, or a new one.
 * @throws StartRefused a person must act first · store_read_only: the disk or the file does not allow it now, it may later;
 *   the message says what to do
 */
export async function openStore(options: StoreOptions, worker: Worker = bootThread()): Promise<Store> {
  const { path, settings, freeSpaceFloorBytes, ballastBytes } = options;
  const begin: WorkerOptions = { path, settings, freeSpaceFloorBytes, ballastBytes };
  worker.ref();
  worker.postMessage(begin);
  const opened = await firstMessage(worker);
  if (opened.type !== "opened") {
    await worker.terminate();
    if (opened.type !== "refused") throw new Error(`the store began with ${opened.type}`);
    if (!opened.mayHeal) throw new StartRefused(opened.message);
    throw new GatewayError("store_read_only", opened.message);
  }
  try {
    return createStore(worker, options, opened);
  } catch (error) {
    // The writing thread opened and this thread cannot: it lets go of the database, so that the next try finds it free.
    worker.postMessage({ type: "close" } satisfies ToWorker);
    await once(worker, "exit");
    throw new GatewayError("store_read_only", `the database cannot be read: ${String(error)}`, {
      cause: error,
    });
  }
}

type Opened = Extract<FromWorker, { readonly type: "opened" }>;

function firstMessage(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

const notesOf = ({ migratedCopy, notes }: Opened): readonly string[] =>
  migratedCopy === null ? notes : [`copied before migrating: ${migratedCopy}`, ...notes];

/** What the patient check finds is told once, in the audit; where the disk fails now, the next round finds it again. */
function lookAtRows(
  { path, queue, post }: { path: string; queue: GroupQueue; post: (message: ToWorker) => void },
  onNews: (news: readonly BrokenLink[]) => void,
): Patience {
  return lookPatiently(path, {
    onBroken(broken) {
      const told = queue.submit({ name: "tellBrokenLinks", input: { broken } }, "full");
      told.then(
        (news) => {
          if ((news as readonly BrokenLink[]).length > 0) onNews(news as readonly BrokenLink[]);
        },
        () => undefined,
      );
    },
    onError(error) {
      if (isDamage(error)) post({ type: "damaged" });
    },
  });
}

/** Once closed it is opened anew by the next read: a disk that fails at that moment is told to whoever asked. */
function createReaderSlot(path: string) {
  let reader: Reader | undefined;
  return {
    current: (): Reader => {
      reader ??= createReader(openReader(path));
      return reader;
    },
    close(): void {
      reader?.close();
      reader = undefined;
    },
  };
}

/** A fault of our own in the writing thread: the process ends, systemd restarts it, start() recovers what was open. */
function endProcess(error: Error): never {
  throw error;
}

function createStore(worker: Worker, options: StoreOptions, opened: Opened): Store {
  const reader = createReaderSlot(options.path);
  reader.current();
  let notes = notesOf(opened);
  const post = (message: ToWorker): void => worker.postMessage(message);
  const queue = createGroupQueue((commands, durability) => post({ type: "group", commands, durability }));
  let state = opened.state;
  let backedUp: ((error: string | null) => void) | undefined;

  const setState = (told: StoreState): void => {
    const next = { ...told, changedRows: state.changedRows };
    const changed = next.state !== state.state || next.clockDoubt !== state.clockDoubt;
    state = next;
    if (changed) options.onState(next);
  };
  const patience = lookAtRows({ path: options.path, queue, post }, (news) => {
    state = { ...state, changedRows: [...state.changedRows, ...news] };
    options.onState(state);
  });
  const onMessage = (message: FromWorker): void => {
    if (message.type === "group" || message.type === "state") setState(message.state);
    if (message.type === "replaced") {
      reader.close();
      patience.stop();
      notes = [...notes, ...message.notes];
      options.onNotes(message.notes);
    }
    if (message.type === "backed_up") backedUp?.(message.error);
    if (message.type !== "group") return;
    options.onCommit({ ms: message.commitMs, ...queue.inFlight() });
    queue.settle(message.outcomes, message.commitMs);
    if (message.events !== "[]") options.onEvents(JSON.parse(message.events) as StoreEvent[]);
  };
  worker.on("message", onMessage);
  worker.on("error", endProcess);

  return {
    run: (name, input) => queue.submit({ name, input }, "full") as never,
    runLazy: (name, input) => queue.submit({ name, input }, "lazy") as never,
    read: createStableReader(reader.current, () => post({ type: "damaged" })),
    state: () => state,
    toldTime: (wallMs) => post({ type: "told_time", wallMs }),
    notes: () => notes,
    backup: (path) =>
      new Promise((resolve, reject) => {
        backedUp = (error) => (error === null ? resolve() : reject(new Error(error)));
        post({ type: "backup", path });
      }),
    async [Symbol.asyncDispose]() {
      patience.stop();
      await queue.idle();
      const closed = once(worker, "exit");
      reader.close();
      post({ type: "close" });
      await closed;
    },
  };
}
