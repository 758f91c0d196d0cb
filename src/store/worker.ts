/**
 * The writing thread: owns the only writing connection, commits in groups, checkpoints between them, and mends itself:
 * after a failure of the disk it reopens the file until it takes writes again.
 */
import { existsSync, statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { GatewayError, isGatewayError } from "../core/errors.ts";
import { dropBallast, keepBallast } from "./ballast.ts";
import { createClock } from "./clock.ts";
import type { Connection } from "./database.ts";
import { migrate } from "./migrate.ts";
import type { FromWorker, GroupRequest, StoreState, ToWorker, WorkerOptions } from "./protocol.ts";
import { toWire } from "./protocol.ts";
import { openSound } from "./salvage.ts";
import { createWriter, type Writer } from "./writer.ts";

const MB = 1024 * 1024;
/** Checkpoint in a quiet moment from the first on, at any price from the second on. */
const WAL_SOFT_BYTES = 4 * MB;
const WAL_HARD_BYTES = 16 * MB;
const REOPEN_EVERY_MS = 1_000;

const port = parentPort;
if (!port) throw new Error("this file runs as a worker thread");
const { path, settings } = workerData as WorkerOptions;
const tell = (message: FromWorker): void => port.postMessage(message);

let db: Connection;
let writer: Writer;
let clock = createClock(0, Date.now, () => performance.now());
let state: StoreState = { state: "ok", reason: null, clockOk: true, walBytes: 0 };
let mending: NodeJS.Timeout | undefined;

function open(): {
  readonly migratedCopy: string | null;
  readonly notes: readonly string[];
  readonly replaced: boolean;
} {
  const sound = openSound(path, Date.now());
  db = sound.db;
  const migratedCopy = migrate(db, path);
  const newest = db
    .prepare("SELECT COALESCE(MAX(at_ms), 0) FROM journal WHERE clock_ok = 1")
    .pluck()
    .get() as number;
  clock = createClock(newest, Date.now, () => performance.now());
  writer = createWriter(db, settings, clock);
  keepBallast(path);
  return { migratedCopy, notes: sound.notes, replaced: sound.replaced };
}

const walBytes = (): number => (existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0);
const okState = (): StoreState => ({
  state: "ok",
  reason: null,
  clockOk: clock().clockOk,
  walBytes: walBytes(),
});

function onGroup(request: GroupRequest): void {
  const beganMs = performance.now();
  try {
    if (state.state !== "ok") mend();
    const { outcomes, events } = writer.run(request.commands, request.durability);
    const wire = outcomes.map((one) => (one.ok ? one : { ok: false as const, error: toWire(one.error) }));
    state = okState();
    tell({ type: "group", outcomes: wire, events, commitMs: performance.now() - beganMs, state });
    checkpoint();
  } catch (error) {
    fail(error);
    const refused = request.commands.map(() => ({ ok: false as const, error: toWire(error) }));
    tell({ type: "group", outcomes: refused, events: [], commitMs: performance.now() - beganMs, state });
  }
}

const STATE_OF = { store_full: "full", store_read_only: "read_only", store_unknown: "failing" } as const;

/** Remembers why, makes room where that helps, and keeps trying to reopen. */
function fail(error: unknown): void {
  const code = isGatewayError(error) ? error.code : "store_unknown";
  const isCorrupt = isGatewayError(error) && /CORRUPT|NOTADB/.test(String(error.facts["sqlite"]));
  const known = code in STATE_OF ? STATE_OF[code as keyof typeof STATE_OF] : "failing";
  const reason = error instanceof Error ? error.message : String(error);
  state = { ...state, state: isCorrupt ? "corrupt" : known, reason, walBytes: walBytes() };
  if (state.state === "full") dropBallast(path);
  tell({ type: "state", state });
  mending ??= setInterval(() => {
    try {
      mend();
    } catch {
      // Still failing: the state already says so, the next tick tries again.
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
    throw isGatewayError(error)
      ? error
      : new GatewayError("store_read_only", String(error), { cause: error });
  }
  clearInterval(mending);
  mending = undefined;
  state = okState();
  tell({ type: "state", state });
}

/** Writes a row and syncs it: an empty transaction would touch no disk. */
function probe(): void {
  db.prepare(
    "INSERT INTO meta (name, value) VALUES ('probe', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(String(Date.now()));
}

function checkpoint(): void {
  if (state.walBytes < WAL_SOFT_BYTES) return;
  if (state.walBytes > WAL_HARD_BYTES) db.pragma("wal_checkpoint(TRUNCATE)");
  else db.pragma("wal_checkpoint(PASSIVE)");
}

function close(): void {
  clearInterval(mending);
  try {
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
  } finally {
    tell({ type: "closed" });
    port?.close();
  }
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
    case "close":
      return close();
  }
});

try {
  const opened = open();
  state = okState();
  tell({ type: "opened", state, migratedCopy: opened.migratedCopy, notes: opened.notes });
} catch (error) {
  tell({ type: "refused", message: error instanceof Error ? error.message : String(error) });
  port.close();
}
