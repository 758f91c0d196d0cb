/**
 * The simulator's own ledger. Changes are applied in memory and, when a file is given, appended to it:
 *
 *   handler → Change[] → one JSON line (whole or torn, never half applied) → maps
 *
 * A torn last line is what a killed process leaves behind; it was never answered, so it is dropped.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import type { OrderInput } from "./order-shapes.ts";
import type { OrderState, Payment, PricedOrder, Refund } from "./wire.ts";

export interface StoredOrder {
  readonly id: string;
  /** As sent, with uids; what a sparse update is merged into. */
  readonly input: OrderInput;
  readonly priced: PricedOrder;
  readonly state: OrderState;
  /** null: rung up on Square's own till, cannot be updated over the API. */
  readonly version: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
}

interface StoredPayment {
  readonly payment: Payment;
  /** null: taken on Square's own till. */
  readonly key: string | null;
}

/** The first successful answer to an idempotency key. */
export interface KeyRecord {
  readonly name: string;
  readonly bodyHash: string;
  readonly atMs: number;
  readonly body: object;
}

export type Change =
  | { readonly type: "order"; readonly order: StoredOrder }
  | { readonly type: "payment"; readonly stored: StoredPayment }
  | { readonly type: "refund"; readonly refund: Refund }
  | { readonly type: "key"; readonly record: KeyRecord }
  | { readonly type: "lose"; readonly id: string };

export interface Store {
  readonly orders: ReadonlyMap<string, StoredOrder>;
  readonly payments: ReadonlyMap<string, StoredPayment>;
  readonly refunds: ReadonlyMap<string, Refund>;
  readonly keys: ReadonlyMap<string, KeyRecord>;
  commit(changes: readonly Change[]): void;
}

/** `dataFile` null keeps everything in memory only. */
export function openStore(dataFile: string | null): Store {
  const maps = {
    orders: new Map<string, StoredOrder>(),
    payments: new Map<string, StoredPayment>(),
    refunds: new Map<string, Refund>(),
    keys: new Map<string, KeyRecord>(),
  };
  const apply = (change: Change): void => {
    switch (change.type) {
      case "order":
        maps.orders.set(change.order.id, change.order);
        return;
      case "payment":
        maps.payments.set(change.stored.payment.id, change.stored);
        return;
      case "refund":
        maps.refunds.set(change.refund.id, change.refund);
        return;
      case "key":
        maps.keys.set(change.record.name, change.record);
        return;
      case "lose":
        maps.orders.delete(change.id);
        maps.payments.delete(change.id);
        maps.refunds.delete(change.id);
        return;
    }
  };
  if (dataFile !== null) for (const changes of replay(dataFile)) changes.forEach(apply);
  return {
    ...maps,
    commit(changes) {
      if (changes.length === 0) return;
      if (dataFile !== null) appendFileSync(dataFile, `${JSON.stringify(changes)}\n`);
      changes.forEach(apply);
    },
  };
}

function replay(file: string): readonly (readonly Change[])[] {
  if (!existsSync(file)) return [];
  const content = readFileSync(file);
  const end = content.lastIndexOf(0x0a) + 1;
  // The next line must not be glued to a torn one.
  if (end < content.length) truncateSync(file, end);
  const lines = content
    .subarray(0, end)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as readonly Change[]);
}
