/**
 * Years of a shop in seconds: rows of a real sale, multiplied inside SQLite, so that their sizes are honest. Business days of
 * 1,000 orders; the newest duties are still open.
 */
import Database from "better-sqlite3";
import { openBenchStore } from "./open-bench-store.ts";
import { captureInput } from "./orders-to-accept.ts";

export const PENDING = 5_000;
const PER_DAY = 1_000;
const DAY_MS = 86_400_000;

/** Makes the database at `path`: so many orders whose duties are done, and 5,000 whose duties wait for the vendor `bench`. */
export async function makeHistory(path: string, done: number): Promise<void> {
  await makeTemplate(path);
  const db = new Database(path);
  db.pragma("synchronous = OFF");
  db.exec(`CREATE TEMP TABLE n (seq INTEGER PRIMARY KEY, at INTEGER, id TEXT, day TEXT)`);
  db.prepare(
    `WITH RECURSIVE count(seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM count WHERE seq <= ?)
     INSERT INTO n SELECT seq, at, printf('%08x-%04x-7000-8000-%012x', at >> 16, at & 65535, seq), strftime('%Y-%m-%d', at / 1000, 'unixepoch')
     FROM (SELECT seq, ? + seq * ? AS at FROM count)`,
  ).run(done + PENDING, Date.now() - Math.ceil((done + PENDING + 1) / PER_DAY) * DAY_MS, DAY_MS / PER_DAY);
  const firstOpen = 1 + done;
  db.exec("BEGIN");
  db.exec(`INSERT INTO journal SELECT n.seq, type, n.id, n.at, mono_ms, boot_id, 1, replace(body, order_id, n.id), randomblob(32)
    FROM n, journal WHERE journal.seq = 1`);
  db.exec(`INSERT INTO orders SELECT n.seq, n.id, n.seq, randomblob(32), till, state, n.day, sync, json_array(n.seq)
    FROM n, orders WHERE orders.seq = 1`);
  db.exec("INSERT INTO day_stretch SELECT DISTINCT day, seq / 256 FROM n");
  const columns = db.prepare("SELECT name FROM pragma_table_info('job')").pluck().all().map(String);
  const values: Readonly<Record<string, string>> = {
    seq: "n.seq",
    order_id: "n.id",

    payload: "json_set(payload, '$.factSeq', n.seq)",
    state: "CASE WHEN n.seq > @firstOpen THEN 'queued' ELSE state END",
    result: "CASE WHEN n.seq > @firstOpen THEN NULL ELSE result END",
    due_at_ms: "n.at",
    created_at_ms: "n.at",
    first_sent_at_ms: "CASE WHEN n.seq > @firstOpen THEN NULL ELSE n.at END",
    ended_at_ms: "CASE WHEN n.seq > @firstOpen THEN NULL ELSE n.at END",
  };
  db.prepare(
    `INSERT INTO job (${columns.join()}) SELECT ${columns.map((name) => values[name] ?? name).join()} FROM n, job
     WHERE job.seq = 1`,
  ).run({ firstOpen });
  db.exec("COMMIT; DROP TABLE n");
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}

/** A sale that went out, as the store itself writes it. */
async function makeTemplate(path: string): Promise<void> {
  await using opened = await openBenchStore(path);
  const { store } = opened;
  await store.run("captureOrder", captureInput(1, ["bench"]));
  const [job] = store.read.openJobs("vendor:bench" as never, 0, 1);
  if (!job) throw new Error("the sale has no duty");
  await store.run("markVendorJob", {
    ...{
      jobId: job.id,
      event: { type: "succeeded" },
      sentAtMs: Date.now(),
      dueAtMs: Date.now(),
      lastError: null,
    },
    result: {
      id: "bP9mAsEMYPUGjjGNaNO5ZDVyLhSZY",
      parts: { p1: "GQTFp1ZlXdpoW4o6eGiZhbjosiDFf" },
      losses: [],
    },
  });
}
