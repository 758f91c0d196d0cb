/**
 * Reads the hash chains from end to end, a few rows at a time: bytes changed in the middle of a row break no page, and nothing else would
 * notice them. It only reads, beside the sales, and takes hours for a large shop.
 */

import { auditLinks } from "../audit.ts";
import { type ChainedRow, GENESIS, linkHash } from "../chain.ts";
import type { Connection } from "../database.ts";
import { journalLinks } from "../journal.ts";

/** A row that is not what was written: changed, or the rows before it are gone. */
export interface BrokenLink {
  readonly table: "journal" | "audit";
  readonly seq: number;
}

export interface PatientCheck {
  /** Looks at the next rows; true: all of both tables was looked at. */
  step(rows: number): { readonly broken: readonly BrokenLink[]; readonly isDone: boolean };
}

const TABLES = [
  { table: "journal", links: journalLinks },
  { table: "audit", links: auditLinks },
] as const;

export function createPatientCheck(db: Connection): PatientCheck {
  const walks = TABLES.map(({ table, links }) => ({ table, ...createWalk(links(db)) }));
  return {
    step(rows) {
      const walk = walks[0];
      if (!walk) return { broken: [], isDone: true };
      const { broken, isDone } = walk.step(rows);
      if (isDone) walks.shift();
      return { broken: broken.map((seq) => ({ table: walk.table, seq })), isDone: walks.length === 0 };
    },
  };
}

function createWalk(next: (after: number, count: number) => readonly ChainedRow[]) {
  let before: Pick<ChainedRow, "seq" | "hash"> = { seq: 0, hash: GENESIS };
  return {
    step(count: number): { readonly broken: readonly number[]; readonly isDone: boolean } {
      const rows = next(before.seq, count);
      const broken: number[] = [];
      for (const row of rows) {
        const follows =
          row.seq === before.seq + 1 && Buffer.compare(linkHash(before.hash, row.fields), row.hash) === 0;
        if (!follows) broken.push(row.seq);
        // Its own hash as it was written down: one changed row must not accuse all that follow.
        before = row;
      }
      return { broken, isDone: rows.length < count };
    },
  };
}
