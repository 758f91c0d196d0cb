/** What a gateway stands beside: the same framework and the same database, and nothing else. */
import { connect } from "node:net";
import Database from "better-sqlite3";
import fastify from "fastify";

const [file, printerPort] = process.argv.slice(2);
const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, body TEXT)");
const insert = db.prepare("INSERT INTO orders (body) VALUES (?)");
const printer =
  printerPort === undefined ? undefined : connect(Number(printerPort), "127.0.0.1").setNoDelay();

const app = fastify();
app.post("/orders", async ({ body }) => ({ id: insert.run(JSON.stringify(body)).lastInsertRowid }));
/** Nothing is stored: bytes to an open line, as fast as this stack goes. */
app.post("/print", async ({ body }) => {
  printer?.write(Buffer.from(body.bytes, "base64"));
  return {};
});
await app.listen({ host: "127.0.0.1", port: 0 });
console.log(`listening on ${app.server.address().port}`);
