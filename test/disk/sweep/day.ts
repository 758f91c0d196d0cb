/**
 * A short day of a store, played on a disk that fails somewhere in it, with the ledger of what the store answered.
 * What was refused is sent again with the same key, as a till does, until the disk is well.
 */
import type { CommandName } from "../../../src/store/commands/index.ts";
import { draftOf } from "../../../src/store/draft.ts";
import { captured, makeOrderInput } from "../../help/orders.ts";
import type { Reply, StoreProcess } from "./store-process.ts";

interface Wish {
  readonly id: string;
  readonly kind: "sale" | "refund" | "print";
  /** Must stand before. */
  readonly order: string;
  readonly name: CommandName;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Ledger {
  /** Answered well: must stand. */
  readonly acknowledged: Set<string>;
  /** Asked for and refused: stands at most once. */
  readonly refused: { readonly id: string; readonly reply: Reply & { readonly ok: false } }[];
  /** Refusals of opening. */
  readonly shut: (Reply & { readonly ok: false })[];
  /** What the store said while the disk failed, and at the end. */
  readonly said: string[];
  /** Tries until all was well, after the disk was. */
  triesToHeal: number;
}

/** A claim of this size makes the log long enough to be carried over. */
const CHECKPOINT_BYTES = 4_400_000;
/** A store reopens each second; a till asks each 100 ms. */
const TRIES_AFTER = 100;
const ASK_AGAIN_MS = 100;

const asked = { actor: "till", till: null };
const keyOf = (id: string) => ({
  scope: "t POST /v1",
  key: id,
  bodyHash: { bytes: 32 },
  keepMs: 9_000_000_000,
});

const sale = (id: string): Wish => ({
  id,
  kind: "sale",
  order: id,
  name: "captureOrder",
  input: {
    ...asked,
    key: null,
    draft: draftOf(
      captured(makeOrderInput({ id, destinations: ["square"], print: { printer: "front", copies: 1 } })),
    ),
    contentHash: { bytes: 32 },
  },
});
const refund = (order: string): Wish => ({
  id: `${order}:back`,
  kind: "refund",
  order,
  name: "refundOrder",
  input: {
    ...asked,
    key: null,
    orderId: order,
    refund: { id: `${order}:back`, amount: 100, payments: [{ tender: "cash", amount: 100 }], reason: "cold" },
  },
});

export const newLedger = (): Ledger => ({
  acknowledged: new Set(),
  refused: [],
  shut: [],
  said: [],
  triesToHeal: 0,
});

/** Before the fault: a shop of some sales, stopped cleanly. */
export async function openingDay(store: StoreProcess, path: string, ledger: Ledger): Promise<void> {
  await must(store, { do: "open", path });
  await must(store, { do: "run", name: "start", input: null });
  for (let n = 0; n < 6; n += 1) await wish(store, sale(`old-${n}`), ledger);
  await wish(store, refund("old-1"), ledger);
  await must(store, { do: "run", name: "stop", input: null });
  await must(store, { do: "close" });
}

/** Starts, sells, prints, carries the log over, stops. Nothing is waited for: the fault may stand. */
export async function playDay(store: StoreProcess, path: string, ledger: Ledger): Promise<readonly Wish[]> {
  const left: Wish[] = [];
  const opened = await store.ask({ do: "open", path });
  if (!opened.ok) ledger.shut.push(opened);
  const wishes = [
    sale("new-1"),
    sale("new-2"),
    refund("new-1"),
    print("new-2"),
    sale("new-3"),
    refund("new-3"),
  ];
  if (!opened.ok) return wishes;
  ledger.said.push(...(opened.value as string[]));
  await store.ask({ do: "run", name: "start", input: null });
  for (const one of wishes) if (!(await wish(store, one, ledger, true))) left.push(one);
  const state = await store.ask({ do: "state" });
  ledger.said.push(JSON.stringify(state));
  return left;
}

/** The disk is well: the till sends again what was refused, and all must come right without hand work. */
export async function endDay(
  store: StoreProcess,
  path: string,
  ledger: Ledger,
  left: readonly Wish[],
): Promise<void> {
  const heals = async (): Promise<boolean> => {
    const open = await store.ask({ do: "state" });
    if (!open.ok) {
      const opened = await store.ask({ do: "open", path });
      if (!opened.ok) {
        ledger.shut.push(opened);
        return false;
      }
      ledger.said.push(...(opened.value as string[]));
    }
    for (const one of [...left, sale("healed")]) {
      if (!ledger.acknowledged.has(one.id) && !(await wish(store, one, ledger))) return false;
    }
    const state = await store.ask({ do: "state" });
    return state.ok && (state.value as { state: string }).state === "ok";
  };
  while (!(await heals())) {
    ledger.triesToHeal += 1;
    if (ledger.triesToHeal >= TRIES_AFTER)
      throw new Error(
        `not well ${TRIES_AFTER} tries after the disk was: ${JSON.stringify(await store.ask({ do: "state" }))} ${JSON.stringify(ledger.refused.at(-1))} ${ledger.shut.at(-1)?.message}`,
      );
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  await must(store, { do: "read", name: "order", input: ["healed"] });
  await must(store, { do: "close" });
}

/** The receipt of an order is claimed with its bytes, which are many: the log is then long enough to be carried over. */
const print = (order: string): Wish => ({
  id: `${order}:print`,
  kind: "print",
  order,
  name: "claimDeviceJob",
  input: { bytes: { bytes: CHECKPOINT_BYTES }, degraded: [] },
});

/** True: it stands by the store's word. */
async function wish(store: StoreProcess, one: Wish, ledger: Ledger, mayFail = false): Promise<boolean> {
  if (one.order !== one.id && !ledger.acknowledged.has(one.order)) return false;
  const input = one.kind === "print" ? await ofJob(store, one) : keyed(one);
  const reply =
    input === null
      ? ({
          ok: false,
          name: "GatewayError",
          code: "store_unknown",
          message: "the job cannot be read",
        } as const)
      : await store.ask({ do: "run", name: one.name, input });
  if (reply.ok) {
    ledger.acknowledged.add(one.id);
    return true;
  }
  ledger.refused.push({ id: one.id, reply });
  if (mayFail) {
    const state = await store.ask({ do: "state" });
    ledger.said.push(JSON.stringify(state));
  }
  return false;
}

const keyed = (one: Wish): Readonly<Record<string, unknown>> => ({ ...one.input, key: null, ...asKey(one) });
const asKey = (one: Wish) => (one.kind === "refund" ? { key: keyOf(one.id) } : {});

/** The order's print job by its own id; null: it cannot be read now. */
async function ofJob(store: StoreProcess, one: Wish): Promise<Readonly<Record<string, unknown>> | null> {
  const jobs = await store.ask({ do: "read", name: "jobsOfOrder", input: [one.order] });
  if (!jobs.ok) return null;
  const job = (jobs.value as { id: string; kind: string }[]).find(({ kind }) => kind === "print");
  return { ...one.input, jobId: job?.id ?? "none" };
}

async function must(store: StoreProcess, ask: Parameters<StoreProcess["ask"]>[0]): Promise<unknown> {
  const reply = await store.ask(ask);
  if (!reply.ok) throw new Error(`${JSON.stringify(ask).slice(0, 80)}: ${reply.name} ${reply.message}`);
  return reply.value;
}
