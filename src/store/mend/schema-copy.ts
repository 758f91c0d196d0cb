/**
 * Where each table begins. SQLite keeps that in the first pages of the file; with one of them damaged no row can be found although
 * all are there. So it is noted beside the database, and put back into a copy for the salvage to read.
 * Format of the first page: sqlite.org/fileformat2.html, "The Database Header".
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import Database from "better-sqlite3";
import { z } from "zod";
import { type Connection, PAGE_BYTES } from "../database.ts";
import { putTogether } from "./log-damage.ts";
import { treeOverFacts } from "./loose-leaves.ts";
import { syncFolder } from "./take-place.ts";

const noteOf = (path: string): string => `${path}.schema`;

const schemaNote = z.strictObject({
  /** user_version: of which migration it is. */
  version: z.int(),
  schema: z.array(
    z.strictObject({
      type: z.enum(["table", "index", "trigger", "view"]),
      name: z.string(),
      tbl_name: z.string(),
      rootpage: z.int().min(0),
      sql: z.string().nullable(),
    }),
  ),
});

type Note = z.output<typeof schemaNote>;
type Schema = Note["schema"];

const CHANGES_AT = 24;
const PAGES_AT = 28;
const CHANGES_OF_SIZE_AT = 92;

/** After each migration; touches no disk where nothing changed. */
export function noteSchema(db: Connection, path: string): void {
  if (path === ":memory:") return;
  const note = noteFor(db);
  if (isSame(note, readNote(path))) return;
  const fresh = `${noteOf(path)}.new`;
  writeFileSync(fresh, JSON.stringify(note), { mode: 0o600 });
  const fd = openSync(fresh, "r");
  fsyncSync(fd);
  closeSync(fd);
  renameSync(fresh, noteOf(path));
  syncFolder(path);
}

const noteFor = (db: Connection): Note =>
  schemaNote.parse({
    version: db.pragma("user_version", { simple: true }),
    schema: db.prepare("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema").all(),
  });

const isSame = (one: Note, other: Note | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Who adds an index by hand, or takes a trigger away, has damaged nothing. */
const tablesOf = ({ schema }: Note): string => JSON.stringify(schema.filter(({ type }) => type === "table"));

/** undefined: there is none, or it is damaged. */
function readNote(path: string): Note | undefined {
  if (!existsSync(noteOf(path))) return undefined;
  try {
    return schemaNote.parse(JSON.parse(readFileSync(noteOf(path), "utf8")));
  } catch {
    return undefined;
  }
}

/**
 * The file does not say where its tables are, or says it otherwise than the note of the same migration. Nothing is known of it
 * without a note; a power cut between a migration and its note leaves an older one.
 */
export function hasLostSchema(path: string): boolean {
  const note = readNote(path);
  if (note === undefined) return false;
  try {
    const db = new Database(path, { readonly: true });
    try {
      const found = noteFor(db);
      return found.version === note.version && tablesOf(found) !== tablesOf(note);
    } finally {
      db.close();
    }
  } catch (error) {
    // A disk that fails for a while has lost nothing.
    if (error instanceof Database.SqliteError && !/CORRUPT|NOTADB/.test(error.code)) throw error;
    return true;
  }
}

/** The database with its log and with the schema of the note, in a file of its own. */
export function putBackSchema(path: string, target: string): void {
  putTogether(path, target);
  setSchema(target, readNote(path)?.schema ?? []);
}

/** The same with a new tree over its facts, whose own root is damaged. False: none was found, or there is no note. */
export function putBackFacts(path: string, target: string): boolean {
  const schema = readNote(path)?.schema;
  if (schema === undefined) return false;
  putTogether(path, target);
  const root = treeOverFacts(target);
  if (root === undefined) return false;
  setSchema(
    target,
    schema.map((row) => (row.type === "table" && row.name === "journal" ? { ...row, rootpage: root } : row)),
  );
  return true;
}

function setSchema(target: string, schema: Schema): void {
  const pages = Math.ceil(statSync(target).size / PAGE_BYTES);
  const fd = openSync(target, "r+");
  try {
    writeSync(fd, emptyFirstPage(pages), 0, PAGE_BYTES, 0);
    ftruncateSync(fd, pages * PAGE_BYTES);
  } finally {
    closeSync(fd);
  }
  fillSchema(target, schema);
}

/** Of a database of so many pages, none of them free. */
function emptyFirstPage(pages: number): Buffer {
  const db = new Database(":memory:");
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.exec("CREATE TABLE none (at_all); DROP TABLE none; VACUUM");
    const page = db.serialize().subarray(0, PAGE_BYTES);
    page.writeUInt32BE(pages, PAGES_AT);
    page.copy(page, CHANGES_OF_SIZE_AT, CHANGES_AT, CHANGES_AT + 4);
    return page;
  } finally {
    db.close();
  }
}

/** SQLite takes new pages for it behind the others. */
function fillSchema(target: string, schema: Schema): void {
  const db = new Database(target);
  try {
    db.unsafeMode(true);
    db.pragma("journal_mode = OFF");
    db.pragma("writable_schema = ON");
    const put = db.prepare("INSERT INTO sqlite_schema VALUES (@type, @name, @tbl_name, @rootpage, @sql)");
    for (const row of schema) put.run(row);
  } finally {
    db.close();
  }
}
