/**
 * The writing thread: owns the only writing connection, commits in groups, checkpoints between them, and mends itself:
 * after a failure of the disk it reopens the file until it takes writes again.
 */
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { uptime } from "node:os";
import { performance } from "node:perf_hooks";
import { parentPort } from "node:worker_threads";
import { GatewayError, isGatewayError } from "../../core/errors.ts";
import { synchronisedAtMs } from "../../lib/synchronised.ts";
import { GROWTH } from "../commands/index.ts";
import { type Connection, unwrittenLogBytes } from "../database.ts";
import { dropBallast, freeBytes, keepBallast } from "../mend/ballast.ts";
import { openSound } from "../mend/salvage.ts";
import { noteSchema } from "../mend/schema-copy.ts";
import { markShop } from "../mend/shop-marker.ts";
import { migrate } from "../migrate.ts";
import { StartRefused } from "../refusal.ts";
import { type Clock, createClock } from "./clock.ts";
import { holdLock } from "./lock.ts";
import type {
  FromWorker,
  GroupRequest,
  StoreState,
  ToWorker,
  WireOutcome,
  WorkerOptions,
} from "./protocol.ts";
import { toWire } from "./protocol.ts";
import {
  type Command,
  type CommandOutcome,
  codeOf,
  createWriter,
  toStoreError,
  type Writer,
} from "./writer.ts";

const MB = 1024 * 1024;
/** So much of the log is carried over at a time: more often wears the disk, more seldom makes the next start slow. */
const CHECKPOINT_BYTES = 4 * MB;
const REOPEN_EVERY_MS = 1_000;
const WATCH_EVERY_MS = 2_000;

const port = parentPort;
if (!port) throw new Error("this file runs as a worker thread");
// Booted before anybody knows which database is to be opened: that comes as the first message.
const [{ path, settings, freeSpaceFloorBytes, ballastBytes }] = (await once(port, "message")) as [
  WorkerOptions,
];
const tell = (message: FromWorker): void => port.postMessage(message);

let db: Connection;
let writer: Writer;
/** Made once: what it knows of this run outlives a connection that failed. */
let clock: Clock | undefined;
/** The next checkpoint is worth it from here on. */
let checkpointAtBytes = CHECKPOINT_BYTES;
let state: StoreState = {
  state: "ok",
  reason: null,
  clockDoubt: null,
  walBytes: 0,
  freeBytes: 0,
  changedRows: [],
};
let mending: NodeJS.Timeout | undefined;
let watching: NodeJS.Timeout | undefined;

function open(): {
  readonly migratedCopy: string | null;
  readonly notes: readonly string[];
  readonly replaced: boolean;
} {
  const sound = openSound(path, Date.now(), state.state === "corrupt");
  db = sound.db;
  const migratedCopy = migrate(db, path);
  noteSchema(db, path);
  markShop(path);
  const newest = db
    .prepare("SELECT at_ms FROM journal WHERE clock_ok = 1 ORDER BY seq DESC LIMIT 1")
    .pluck()
    .get() as number | undefined;
  clock ??= createClock({
    ...{ newestFactMs: newest ?? 0, wallMs: Date.now, monoMs: () => performance.now() },
    ...{ uptimeMs: () => uptime() * 1_000, synchronisedAtMs: () => synchronisedAtMs() },
  });
  writer = createWriter(db, settings, clock.stamp);
  keepBallast(path, ballastBytes);
  // What a kill left in the log is carried over when the shop is open, by watch(): that takes as long as the whole start.
  checkpointAtBytes = unwrittenLogBytes(db) + CHECKPOINT_BYTES;
  return { migratedCopy, notes: sound.notes, replaced: sound.replaced };
}

const walBytes = (): number => (existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0);

/** Taking writes; "full" while only outcomes are still taken. */
function workingState(): StoreState {
  const free = freeBytes(path);
  const isFull = free < freeSpaceFloorBytes;
  return {
    state: isFull ? "full" : "ok",
    reason: isFull ? `only ${Math.floor(free / MB)} MB are free on the disk: new orders are refused` : null,
    clockDoubt: clock?.doubt() ?? null,
    walBytes: walBytes(),
    freeBytes: free,
    changedRows: [],
  };
}

/** The refusal of a command for which too little room is left, or null. */
function refusalOf(command: Command): GatewayError | null {
  const growth = GROWTH[command.name];
  if (growth === undefined) return null;
  const floor = growth === "history" ? 2 * freeSpaceFloorBytes : freeSpaceFloorBytes;
  return state.freeBytes >= floor
    ? null
    : new GatewayError("store_full", "the disk is nearly full: nothing of this was stored");
}

function onGroup(request: GroupRequest): void {
  const beganMs = performance.now();
  try {
    if (mending) mend();
    state = workingState();
    const refusals = request.commands.map(refusalOf);
    const taken = request.commands.filter((_, index) => refusals[index] === null);
    const { outcomes, events } = writer.run(taken, request.durability);
    const results = outcomes.values();
    const wire = refusals.map((refusal) =>
      toWireOutcome(refusal ? { ok: false, error: refusal } : results.next().value),
    );
    tell({
      type: "group",
      outcomes: wire,
      events: JSON.stringify(events),
      commitMs: performance.now() - beganMs,
      state,
    });
  } catch (error) {
    fail(error);
    const refused = request.commands.map(() => toWireOutcome({ ok: false, error }));
    tell({ type: "group", outcomes: refused, events: "[]", commitMs: performance.now() - beganMs, state });
    return;
  }
  checkpoint(checkpointAtBytes);
}

function toWireOutcome(outcome: CommandOutcome | undefined): WireOutcome {
  if (outcome?.ok) return outcome;
  return { ok: false, error: toWire(outcome ? outcome.error : new Error("a command was not run")) };
}

const STATE_OF = { store_full: "full", store_read_only: "read_only", store_unknown: "failing" } as const;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Remembers why, makes room where that helps, and keeps trying to reopen. */
function fail(error: unknown): void {
  const code = isGatewayError(error) ? error.code : "store_unknown";
  const known = code in STATE_OF ? STATE_OF[code as keyof typeof STATE_OF] : "failing";
  const isMet = isGatewayError(error) && /CORRUPT|NOTADB/.test(String(error.facts["sqlite"]));
  // What met damage once stays suspected until it was looked at whole.
  const isCorrupt = isMet || (mending !== undefined && state.state === "corrupt");
  state = { ...state, state: isCorrupt ? "corrupt" : known, reason: wordsOf(error) };
  if (known === "full") dropBallast(path);
  tell({ type: "state", state });
  mending ??= setInterval(() => {
    try {
      mend();
    } catch (still) {
      // Perhaps by another cause by now: an operator must hear the present one. The next tick tries again.
      fail(still);
    }
  }, REOPEN_EVERY_MS);
}

/** A connection that failed is not trusted again: a new one reads what is really on disk, and proves that it can write. */
function mend(): void {
  try {
    db.close();
    const { notes, replaced } = open();
    probe();
    if (replaced) tell({ type: "replaced", notes });
  } catch (error) {
    // Full is said as such, and gives the ballast up.
    throw isGatewayError(error) || codeOf(error) === "SQLITE_FULL"
      ? toStoreError(error)
      : new GatewayError("store_read_only", String(error), { cause: error });
  }
  clearInterval(mending);
  mending = undefined;
  state = workingState();
  tell({ type: "state", state });
}

/** Writes a row and syncs it: an empty transaction would touch no disk. */
function probe(): void {
  db.prepare(
    "INSERT INTO meta (name, value) VALUES ('probe', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(String(Date.now()));
}

/** What a reader met the writer would meet sooner or later: it looks now, and salvages. */
function onDamaged(): void {
  if (mending) return;
  fail(
    new GatewayError("store_read_only", "the database is damaged", { facts: { sqlite: "SQLITE_CORRUPT" } }),
  );
}

/**
 * Never waits for a reader: what a long one holds back is tried again with the next 4 MB. SQLite then begins the log anew from its
 * start, and cuts it to its limit.
 */
function checkpoint(fromBytes: number): void {
  if (state.walBytes < CHECKPOINT_BYTES) return;
  try {
    if (unwrittenLogBytes(db) < fromBytes) return;
    db.pragma("wal_checkpoint(PASSIVE)");
    checkpointAtBytes = unwrittenLogBytes(db) + CHECKPOINT_BYTES;
  } catch (error) {
    // Nothing is lost: the log still holds it all. The connection is looked at like after any failure of the disk.
    fail(toStoreError(error));
  }
}

/** In quiet times nobody else looks whether the disk filled up, or was tidied. */
function watch(): void {
  if (mending) return;
  const before = state;
  try {
    state = workingState();
    if (state.state !== "full") keepBallast(path, ballastBytes);
  } catch (error) {
    // Even looking fails: the disk is gone.
    fail(error);
    return;
  }
  if (state.state !== before.state || state.clockDoubt !== before.clockDoubt) tell({ type: "state", state });
  checkpoint(CHECKPOINT_BYTES);
}

function close(): void {
  clearInterval(mending);
  clearInterval(watching);
  try {
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
  } catch {
    // Nothing is lost: what was answered stands in the log, and the next start carries it over.
  }
  lock?.close();
  tell({ type: "closed" });
  port?.close();
}

async function backup(target: string): Promise<void> {
  try {
    await db.backup(target);
    tell({ type: "backed_up", error: null });
  } catch (error) {
    tell({ type: "backed_up", error: String(error) });
  }
}

port.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "group":
      return onGroup(message);
    case "backup":
      return void backup(message.path);
    case "damaged":
      return onDamaged();
    case "told_time":
      clock?.told(message.wallMs);
      return watch();
    case "close":
      return close();
  }
});

let lock: Connection | undefined;
try {
  lock = holdLock(path);
  const opened = open();
  probe();
  state = workingState();
  watching = setInterval(watch, WATCH_EVERY_MS);
  tell({ type: "opened", state, migratedCopy: opened.migratedCopy, notes: opened.notes });
} catch (error) {
  if (/^SQLITE_FULL/.test(codeOf(error))) dropBallast(path);
  lock?.close();
  tell({ type: "refused", message: wordsOf(error), mayHeal: !(error instanceof StartRefused) });
  port.close();
}
