/** Tickets of the stations: duties that stand in the transaction of the fact that they tell of. */

import { printPayload } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import type { TicketDraft } from "../core/print-routing.ts";
import { enqueuePrint } from "./orders.ts";
import { JOBS_OF_ORDER } from "./outbox.ts";
import type { Tx } from "./tx.ts";

/** Made before the fact is stored: what its stations shall be told, and until when. */
export interface Tickets {
  readonly drafts: readonly TicketDraft[];
  readonly expiresAtMs: number;
}

/** Food must be cooked: what a crash cut short is printed again, marked. */
export function enqueueTickets(
  tx: Tx,
  order: Pick<Order, "id" | "till">,
  factSeq: number,
  tickets: Tickets | undefined,
): void {
  for (const { station, ...draft } of tickets?.drafts ?? []) {
    const { id, name, printer } = station;
    enqueuePrint(tx, {
      printer,
      payload: {
        what: { type: "ticket", factSeq, station: { id, name, printer }, ...draft, isMoved: false },
        banner: null,
        retryOf: null,
        repeated: false,
      },
      orderId: order.id,
      afterCrash: "repeat",
      expiresAtMs: tickets?.expiresAtMs ?? null,
      till: order.till,
      urgent: false,
    });
  }
}

/** Whether any station was told of it: a void of what nobody makes is no news. */
export function hasTickets(tx: Tx, orderId: string): boolean {
  const payloads = tx
    .prepare(`SELECT payload FROM job WHERE kind = 'print' AND seq IN (${JOBS_OF_ORDER})`)
    .pluck()
    .all(orderId) as string[];
  return payloads.some((payload) => printPayload.safeParse(JSON.parse(payload)).data?.what.type === "ticket");
}
