/**
 * Looks after the heap of the gateway that is soaked, so that what grows is not garbage that waits for its collector; and plants
 * leaks on purpose, one of each kind, which the soak must find. SOAK_PLANT says which.
 */
import { openSync } from "node:fs";
import { createServer } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

/** Seconds apart: a quarter of five minutes sees several. */
const COLLECT_EVERY_MS = 20_000;

function collectNowAndThen() {
  setFlagsFromString("--expose-gc");
  setInterval(runInNewContext("gc"), COLLECT_EVERY_MS).unref();
}

const kept = [];
const PLANTS = {
  /** 400 KB a second stay. None of them keeps the process alive. */
  memory: () => setInterval(() => kept.push(Array.from({ length: 5_000 }, (_, n) => ({ n }))), 500).unref(),
  /** A file and a listening socket each five seconds. */
  handle: () =>
    setInterval(() => {
      kept.push(openSync("/dev/null", "r"), createServer().listen(0, "127.0.0.1").unref());
    }, 5_000).unref(),
  /** A reader that began and never ends: no checkpoint gets past it. */
  wal: async () => {
    const { default: Database } = await import("better-sqlite3");
    setTimeout(() => {
      const db = new Database(process.env.SOAK_DATABASE, { readonly: true });
      db.exec("BEGIN");
      db.prepare("SELECT COUNT(*) FROM journal").get();
      kept.push(db);
    }, 5_000).unref();
  },
  /** Nothing else happens for 200 ms each half second. */
  loop: () =>
    setInterval(() => {
      const until = performance.now() + 200;
      while (performance.now() < until);
    }, 500).unref(),
};

if (isMainThread) collectNowAndThen();
if (isMainThread && process.env.SOAK_PLANT) await PLANTS[process.env.SOAK_PLANT]();
