/** What must hold when a damaged shop is opened: nothing acknowledged is missing or changed without a word, no number is given twice. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { brokenJournalLink } from "../../../src/store/journal.ts";
import type { StoreProcess } from "../sweep/store-process.ts";
import { type DamagedShop, readOrder, sell } from "./damage.ts";

export interface DamageVerdict {
  readonly end: "sound" | "mended" | "salvaged" | "refused";
  readonly wrong: readonly string[];
}

const NEEDS_BACKUP = /restore a backup|bring the file back/;

export async function openDamaged(
  store: StoreProcess,
  path: string,
  shop: DamagedShop,
): Promise<DamageVerdict> {
  const opened = await store.ask({ do: "open", path });
  if (!opened.ok) {
    const isSaid = opened.code === "store_read_only" && NEEDS_BACKUP.test(opened.message);
    return {
      end: "refused",
      wrong: isSaid ? [] : [`refused as ${opened.name} ${opened.code}: ${opened.message}`],
    };
  }
  await store.ask({ do: "run", name: "start", input: null });
  let notes = (opened.value as readonly string[]).join("\n");
  const wrong: string[] = [];
  try {
    if (await meetsDamage(store, shop)) notes = (await mended(store)).join("\n");
    wrong.push(...(await missing(store, shop, notes, path)));
    await sell(store, "after");
    const after = JSON.parse(await readOrder(store, "after")) as { series: string; receiptNumber: number };
    wrong.push(...numberOf(after, shop, notes));
  } catch (error) {
    wrong.push(String(error));
  }
  await store.ask({ do: "close" });
  wrong.push(...soundness(path), ...kept(path, notes));
  return { end: notes === "" ? "sound" : /series/.test(notes) ? "salvaged" : "mended", wrong };
}

/** An order that cannot be read is said to be so, and sets the salvage off. */
async function meetsDamage(store: StoreProcess, shop: DamagedShop): Promise<boolean> {
  const ask = (id: string) => store.ask({ do: "read", name: "order", input: [id] });
  for (const id of shop.orders.keys()) {
    const reply = await ask(id);
    if (!reply.ok && reply.code === "store_read_only") return true;
  }
  return false;
}

/** Resolves with all notes once the store takes writes again. */
async function mended(store: StoreProcess): Promise<readonly string[]> {
  for (let looks = 0; looks < 200; looks += 1) {
    const reply = await store.ask({ do: "state" });
    const { state, notes } = (reply.ok ? reply.value : {}) as { state?: string; notes?: readonly string[] };
    if (state === "ok" && notes !== undefined && notes.length > 0) return notes;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("damage was met and never mended");
}

async function missing(
  store: StoreProcess,
  shop: DamagedShop,
  notes: string,
  path: string,
): Promise<readonly string[]> {
  // Whose last trace is gone too cannot be named, but is counted; what stood in a log that is gone cannot even be counted.
  const isLogLost = /the log breaks off/.test(notes);
  let unnamed = Number(/(\d+) facts of the journal are missing/.exec(notes)?.[1] ?? 0);
  const isPartLost = unnamed > 0 || isLogLost;
  const isChainBroken = brokenChain(path);
  const wrong: string[] = [];
  for (const [id, before] of shop.orders) {
    const now = await readOrder(store, id);
    if (now === before) continue;
    const isSaid =
      now === "null" ? notes.includes(id) || isLogLost || unnamed-- > 0 : isPartLost || isChainBroken;
    if (isSaid) continue;
    wrong.push(`${id} is missing or changed in silence: ${now.slice(0, 80)}`);
  }
  return wrong;
}

function brokenChain(path: string): boolean {
  const db = new Database(path, { readonly: true });
  try {
    return brokenJournalLink(db) !== null;
  } finally {
    db.close();
  }
}

function numberOf(
  after: { readonly series: string; readonly receiptNumber: number },
  shop: DamagedShop,
  notes: string,
): readonly string[] {
  // 30 sales and a refund; a salvage begins a new series.
  const expected = /series/.test(notes)
    ? { series: "B", receiptNumber: 1 }
    : { series: "A", receiptNumber: shop.orders.size + 2 };
  return after.series === expected.series && after.receiptNumber === expected.receiptNumber
    ? []
    : [`the next receipt is ${after.series} ${after.receiptNumber}`];
}

function soundness(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  try {
    const found = String(db.pragma("integrity_check(1)", { simple: true }));
    return found === "ok" ? [] : [`integrity: ${found}`];
  } finally {
    db.close();
  }
}

const kept = (path: string, notes: string): readonly string[] =>
  /series/.test(notes) && !readdirSync(dirname(path)).some((name) => name.includes(".damaged-"))
    ? ["the damaged file was not kept"]
    : [];
