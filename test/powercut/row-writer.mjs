/** A program that acknowledges rows: row-writer.mjs DATABASE SYNCHRONOUS PORT. Each number leaves when its row is committed. */
import { once } from "node:events";
import { connect } from "node:net";
import Database from "better-sqlite3";

const [path, synchronous, port] = process.argv.slice(2);
const ROWS = 60;

const db = new Database(path);
db.pragma("journal_mode = WAL");
db.exec("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)");
// The table is there for sure; only the rows are under test.
db.pragma("wal_checkpoint(TRUNCATE)");
db.pragma(`synchronous = ${synchronous}`);
const insert = db.prepare("INSERT INTO row (id, text) VALUES (?, ?)");
const line = connect(Number(port), "127.0.0.1");
await once(line, "connect");
for (let id = 1; id <= ROWS; id += 1) {
  insert.run(id, "x".repeat(700));
  await new Promise((resolve) => line.write(`${id}\n`, resolve));
}
line.end();
db.close();
