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
import { syncFolder } from "./take-place.ts";

const noteOf = (path: string): string => `${path}.schema`;

const schemaNote = z.array(
  z.strictObject({
    type: z.enum(["table", "index", "trigger", "view"]),
    name: z.string(),
    tbl_name: z.string(),
    rootpage: z.int().min(0),
    sql: z.string().nullable(),
  }),
);

type Schema = z.output<typeof schemaNote>;

const CHANGES_AT = 24;
const PAGES_AT = 28;
const CHANGES_OF_SIZE_AT = 92;

/** After each migration; touches no disk where nothing changed. */
export function noteSchema(db: Connection, path: string): void {
  if (path === ":memory:") return;
  const schema = schemaOf(db);
  if (isSame(schema, readNote(path))) return;
  const fresh = `${noteOf(path)}.new`;
  writeFileSync(fresh, JSON.stringify(schema), { mode: 0o600 });
  const fd = openSync(fresh, "r");
  fsyncSync(fd);
  closeSync(fd);
  renameSync(fresh, noteOf(path));
  syncFolder(path);
}

const schemaOf = (db: Connection): Schema =>
  schemaNote.parse(db.prepare("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema").all());

const isSame = (one: Schema, other: Schema | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** undefined: there is none, or it is damaged. */
function readNote(path: string): Schema | undefined {
  if (!existsSync(noteOf(path))) return undefined;
  try {
    return schemaNote.parse(JSON.parse(readFileSync(noteOf(path), "utf8")));
  } catch {
    return undefined;
  }
}

/** The file does not say where its tables are, or says it otherwise than the note. Nothing is lost of it without a note. */
export function hasLostSchema(path: string): boolean {
  const note = readNote(path);
  if (note === undefined) return false;
  try {
    const db = new Database(path, { readonly: true });
    try {
      return !isSame(schemaOf(db), note);
    } finally {
      db.close();
    }
  } catch {
    return true;
  }
}

/** The database with its log and with the schema of the note, in a file of its own. */
export function putBackSchema(path: string, target: string): void {
  const schema = readNote(path) ?? [];
  putTogether(path, target);
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
