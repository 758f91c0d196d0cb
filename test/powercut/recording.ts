/** What a recorded day leaves in its folder: the record itself (record.bin), and what was noted outside of the gateway meanwhile. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Paper } from "../crash/evidence.ts";
import type { Wish } from "../crash/wishes.ts";

export interface Recording {
  readonly seed: number;
  /** The folder that was recorded; the gateway's data folder stands in it. */
  readonly root: string;
  readonly gatewayPort: number;
  readonly printerPort: number;
  /** Stands in the gateway's database: whoever plays on must listen here. */
  readonly squarePort: number;
  readonly tills: readonly { readonly till: string; readonly wishes: readonly Wish[] }[];
  readonly attempts: readonly Attempt[];
  readonly commits: readonly Commit[];
  /** The printer's own. */
  readonly papers: readonly Paper[];
}

/** A call to the gateway on a connection of its own. */
export interface Attempt {
  /** The wish; CONNECT: the account at Square. */
  readonly wish: string;
  /** Bytes that the record had before it was asked. */
  readonly at: number;
  /** The caller's port. */
  readonly port: number;
}
export const CONNECT = "connect-square";

/** A line of Square's ledger, in its order. Bytes that the record had when it was asked for, and when it surely stood. */
export interface Commit {
  readonly asked: number;
  readonly stood: number;
}

export const DATA_FOLDER = "data";
export const filesOf = (folder: string) => ({
  record: join(folder, "record.bin"),
  ledger: join(folder, "square.jsonl"),
  notes: join(folder, "notes.json"),
  disk: join(folder, "disk"),
  log: join(folder, "gateway.log"),
});

export function saveRecording(folder: string, recording: Recording): void {
  writeFileSync(filesOf(folder).notes, JSON.stringify(recording));
}
export const loadRecording = (folder: string): Recording =>
  JSON.parse(readFileSync(filesOf(folder).notes, "utf8")) as Recording;
