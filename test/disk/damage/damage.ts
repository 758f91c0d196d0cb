/** A shop's files with every table filled and orders still in the log, and what a worn card may do to them. */
import {
  closeSync,
  cpSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { draftOf } from "../../../src/store/draft.ts";
import { captured, makeOrderInput } from "../../help/orders.ts";
import { type StoreProcess, startStoreProcess } from "../sweep/store-process.ts";

export const PAGE_BYTES = 1024;
export const KINDS = ["zeros", "noise", "flipped"] as const;
export type Kind = (typeof KINDS)[number];

export interface DamagedShop {
  readonly folder: string;
  /** As it was read before: id to the order as JSON. */
  readonly orders: ReadonlyMap<string, string>;
  readonly pages: number;
}

const asked = { key: null, actor: "till", till: null };

/** Ended by SIGKILL, so that the last orders stand in the log alone. */
export async function makeShop(folder: string): Promise<DamagedShop> {
  const path = join(folder, "tillgate.db");
  const store = startStoreProcess({});
  const ids = Array.from({ length: 30 }, (_, n) => `order-${n}`);
  await must(store, { do: "open", path });
  await run(store, "start", null);
  for (const id of ids.slice(0, 24)) await sell(store, id);
  await fillTables(store, ids);
  await must(store, { do: "close" });
  await must(store, { do: "open", path });
  await run(store, "start", null);
  for (const id of ids.slice(24)) await sell(store, id);
  const orders = new Map<string, string>();
  for (const id of ids) orders.set(id, await readOrder(store, id));
  await store.kill();
  return { folder, orders, pages: statSync(path).size / PAGE_BYTES };
}

/** As JSON; "null" where the store knows none. */
export const readOrder = async (store: StoreProcess, id: string): Promise<string> =>
  JSON.stringify(await must(store, { do: "read", name: "order", input: [id] }));

export const sell = (store: StoreProcess, id: string): Promise<unknown> =>
  run(store, "captureOrder", {
    ...asked,
    draft: draftOf(
      captured(makeOrderInput({ id, destinations: ["square"], print: { printer: "front", copies: 1 } })),
    ),
    contentHash: { bytes: 32 },
  });

async function fillTables(store: StoreProcess, ids: readonly string[]): Promise<void> {
  const refund = { id: "back", amount: 100, payments: [{ tender: "cash", amount: 100 }], reason: "cold" };
  await run(store, "refundOrder", { ...asked, orderId: ids[3], refund });
  await run(store, "createToken", {
    ...asked,
    name: "till",
    scopes: ["orders"],
    boundTill: null,
    hash: { bytes: 32 },
  });
  await run(store, "openDrawer", {
    ...asked,
    key: { scope: "t", key: "k", bodyHash: { bytes: 32 }, keepMs: 9e9 },
    drawer: "drawer",
    reason: "change",
    expiresAtMs: 9e12,
  });
  for (const id of ids.slice(0, 8)) {
    const jobs = (await must(store, { do: "read", name: "jobsOfOrder", input: [id] })) as {
      id: string;
      kind: string;
    }[];
    const jobId = jobs.find(({ kind }) => kind === "print")?.id;
    await run(store, "claimDeviceJob", { jobId, bytes: { bytes: 900 }, degraded: [] });
    await run(store, "settleDeviceJob", {
      jobId,
      event: { type: "succeeded" },
      result: { proof: "printer" },
      lastError: null,
    });
  }
  for (let n = 0; n < 20; n += 1)
    await run(store, "logSync", { vendor: "square", type: "push", status: "ok", message: `sent ${n}` });
}

const run = (store: StoreProcess, name: string, input: unknown): Promise<unknown> =>
  must(store, { do: "run", name: name as never, input });

async function must(store: StoreProcess, ask: Parameters<StoreProcess["ask"]>[0]): Promise<unknown> {
  const reply = await store.ask(ask);
  if (!reply.ok) throw new Error(`${ask.do}: ${reply.name} ${reply.code} ${reply.message}`);
  return reply.value;
}

/** The log carried over, as a good end leaves it: what stands in the log hides what is damaged below it. */
export function endWell(path: string): void {
  const db = new Database(path);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}

/** A copy to damage. The log's index goes with it, as after a kill: the machine runs on. */
export function copyShop({ folder }: DamagedShop, target: string): string {
  cpSync(folder, target, { recursive: true });
  return join(target, "tillgate.db");
}

/** `page` from 0. Same seed, same bytes. */
export function damagePage(file: string, page: number, kind: Kind, seed: number): void {
  damageBytes(file, page * PAGE_BYTES, PAGE_BYTES, kind, seed);
}

export function damageBytes(file: string, at: number, length: number, kind: Kind, seed: number): void {
  const next = chance(seed + at);
  const before = readFileSync(file).subarray(at, at + length);
  const bytes =
    kind === "zeros"
      ? Buffer.alloc(length)
      : kind === "noise"
        ? Buffer.from(Array.from({ length }, () => Math.floor(next() * 256)))
        : flipped(before, next);
  const fd = openSync(file, "r+");
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

/** Three bytes somewhere in it. */
function flipped(before: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(before);
  for (let n = 0; n < 3; n += 1) {
    const at = Math.floor(next() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
  }
  return bytes;
}

export const cutTo = (file: string, bytes: number): void => truncateSync(file, bytes);
export const overwrite = (file: string, bytes: Buffer): void => writeFileSync(file, bytes);

/** mulberry32: small, and the same everywhere. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
