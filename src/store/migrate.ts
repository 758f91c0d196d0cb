import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { APPLICATION_ID, type Connection } from "./database.ts";
import { StartRefused } from "./refusal.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export function knownMigrations(): readonly Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name, index) => {
      const version = Number(name.slice(0, 4));
      if (version !== index + 1) throw new Error(`${name}: migrations must be numbered without gaps`);
      return { version, name, sql: readFileSync(new URL(name, FOLDER), "utf8") };
    });
}

/**
 * Brings the schema forward, each step in a transaction of its own; before the first step of an older file a copy is taken.
 * @returns the copy's path, or null where nothing had to be migrated
 * @throws StartRefused the file was written by a newer gateway, or is not ours
 */
export function migrate(
  db: Connection,
  path: string,
  migrations: readonly Migration[] = knownMigrations(),
): string | null {
  const have = Number(db.pragma("user_version", { simple: true }));
  if (have > migrations.length) {
    throw new StartRefused(
      `${path} has schema ${have}, this gateway knows ${migrations.length}: install the newer gateway again`,
    );
  }
  if (have > 0 && !isOurs(db)) throw new StartRefused(`${path} is not a Tillgate database`);
  if (have === migrations.length) return null;
  const copy = have > 0 ? copyBefore(db, path, have) : null;
  for (const step of migrations.slice(have)) {
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${step.version}`);
    }).exclusive();
  }
  return copy;
}

/** A file of another program is not ours to migrate. */
const isOurs = (db: Connection): boolean =>
  Number(db.pragma("application_id", { simple: true })) === APPLICATION_ID;

function copyBefore(db: Connection, path: string, have: number): string | null {
  if (path === ":memory:") return null;
  const copy = `${path}.before-schema-${have + 1}`;
  // A copy that stands was taken by an earlier try of the same step: it is the older, better one. Half a copy has another name.
  if (!existsSync(copy)) {
    const half = `${copy}.half`;
    rmSync(half, { force: true });
    try {
      db.prepare("VACUUM INTO ?").run(half);
      renameSync(half, copy);
    } finally {
      // On a full disk half a copy would take the last room from whoever wants to make some.
      rmSync(half, { force: true });
    }
  }
  return copy;
}
