/** What tills ask for: sales, tabs that are changed and paid later, voids, refunds, copies and kitchen tickets. */
import type { Chance } from "./chance.ts";

/** One call of a till. Sent again with the same key and body until it is answered. */
export interface Wish {
  readonly id: string;
  readonly type: "sale" | "tab" | "change" | "pay" | "void" | "refund" | "copy" | "ticket";
  /** The order it is about; of a ticket, its own name. */
  readonly order: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds of `Prefer: wait`; 0: none. */
  readonly waitSeconds: number;
  /** Not asked again when no answer came: the till gave up. */
  readonly isAbandoned: boolean;
  /** Asked once more after it was answered: an impatient finger. */
  readonly isDoubled: boolean;
}

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly quantity: string;
  readonly unitPrice: number;
  readonly taxes: readonly unknown[];
}

export interface Payment {
  readonly id: string;
  readonly tender: "cash" | "card";
  readonly amount: number;
  readonly tip: number;
  readonly tendered?: number;
  readonly change?: number;
}

/** What a till remembers of an order it took. */
export interface Taken {
  readonly id: string;
  readonly number: string;
  readonly payments: readonly Payment[];
  readonly isPrinted: boolean;
}

const MENU = [
  { name: "Flat White", price: 380, vat: "19" },
  { name: "Espresso", price: 250, vat: "19" },
  { name: "Heiße Schokolade", price: 420, vat: "19" },
  { name: "Crème brûlée", price: 560, vat: "7" },
  { name: "Weißwurst mit süßem Senf", price: 790, vat: "7" },
  { name: "Smørrebrød", price: 890, vat: "7" },
] as const;

const PRINT = { printer: "front", copies: 1 };

export interface Desk {
  readonly chance: Chance;
  readonly till: string;
  /** RFC 3339: when all of it happens. */
  readonly at: string;
}

type Manner = Pick<Wish, "waitSeconds" | "isAbandoned" | "isDoubled">;

const manner = ({ chance }: Desk): Manner => ({
  waitSeconds: chance.happens(0.2) ? 2 : 0,
  isAbandoned: false,
  isDoubled: chance.happens(0.1),
});

export function newLines({ chance }: Desk, first: number): readonly Line[] {
  return Array.from({ length: chance.int(1, 3) }, (_, index) => {
    const dish = chance.pick(MENU);
    return {
      id: String(first + index),
      name: dish.name,
      quantity: String(chance.int(1, 3)),
      unitPrice: dish.price,
      taxes: [{ name: "MwSt", rate: dish.vat, inclusive: true }],
    };
  });
}

/** Tax is in the prices. */
export const totalOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + Number(quantity) * unitPrice, 0);

function paymentsFor({ chance }: Desk, total: number): readonly Payment[] {
  const cashShare = chance.pick([0, total, total, chance.int(1, total - 1)]);
  return [...cash(cashShare), ...card(total - cashShare, chance.happens(0.3) ? chance.int(1, 9) * 10 : 0)];
}

function cash(amount: number): readonly Payment[] {
  if (amount === 0) return [];
  const tendered = Math.ceil(amount / 500) * 500;
  return [{ id: "p1", tender: "cash", amount, tip: 0, tendered, change: tendered - amount }];
}

const card = (amount: number, tip: number): readonly Payment[] =>
  amount === 0 ? [] : [{ id: "p2", tender: "card", amount, tip }];

function head(desk: Desk, number: string, lines: readonly Line[]) {
  const { chance, till, at } = desk;
  const id = chance.uuid();
  return { id, number, till, staff: "anna", type: "dine_in", openedAt: at, currency: "EUR", lines } as const;
}

export function sale(desk: Desk, number: string): { readonly wish: Wish; readonly taken: Taken } {
  const lines = newLines(desk, 1);
  const payments = paymentsFor(desk, totalOf(lines));
  const isPrinted = desk.chance.happens(0.9);
  const body = {
    ...head(desk, number, lines),
    closedAt: desk.at,
    payments,
    ...(isPrinted ? { print: PRINT } : {}),
  };
  const isAbandoned = desk.chance.happens(0.08);
  const wish: Wish = {
    ...{ id: number, type: "sale", order: body.id, path: "/v1/orders", body },
    ...{ ...manner(desk), isAbandoned },
  };
  return { wish, taken: { id: body.id, number, payments, isPrinted } };
}

/** Opened, perhaps changed, then paid or left open or voided. */
export function tab(
  desk: Desk,
  number: string,
): { readonly wishes: readonly Wish[]; readonly taken: Taken | null } {
  const lines = newLines(desk, 1);
  const body = head(desk, number, lines);
  const open: Wish = { id: number, type: "tab", order: body.id, path: "/v1/orders", body, ...manner(desk) };
  const added = desk.chance.happens(0.6) ? newLines(desk, lines.length + 1) : [];
  const changed = added.length === 0 ? [] : [change(desk, { id: body.id, number }, added)];
  const end = desk.chance.pick(["paid", "paid", "paid", "void", "open"] as const);
  if (end === "open") return { wishes: [open, ...changed], taken: null };
  const taken: Taken = { id: body.id, number, payments: [], isPrinted: false };
  if (end === "void") return { wishes: [open, ...changed, voiding(desk, taken)], taken: null };
  const paid = pay(desk, { id: body.id, number }, totalOf([...lines, ...added]));
  return { wishes: [open, ...changed, paid.wish], taken: paid.taken };
}

type Named = Pick<Taken, "id" | "number">;

function change(desk: Desk, { id, number }: Named, add: readonly Line[]): Wish {
  const body = { id: "c1", baseRevision: 1, add };
  return {
    id: `${number}/c1`,
    type: "change",
    order: id,
    path: `/v1/orders/${id}/changes`,
    body,
    ...manner(desk),
  };
}

function pay(
  desk: Desk,
  { id, number }: Named,
  total: number,
): { readonly wish: Wish; readonly taken: Taken } {
  const payments = paymentsFor(desk, total);
  const body = { payments, closedAt: desk.at, print: PRINT };
  const wish: Wish = {
    ...{ id: `${number}/pay`, type: "pay", order: id, path: `/v1/orders/${id}/payments`, body },
    ...manner(desk),
  };
  return { wish, taken: { id, number, payments, isPrinted: true } };
}

export function voiding(desk: Desk, { id, number, payments, isPrinted }: Taken): Wish {
  const reversed = payments.map((payment) => payment.id);
  const printed = isPrinted ? { print: PRINT } : {};
  const body = { id: "v1", reason: "guest left", reversed, at: desk.at, ...printed };
  return {
    id: `${number}/v1`,
    type: "void",
    order: id,
    path: `/v1/orders/${id}/void`,
    body,
    ...manner(desk),
  };
}

/** The reason names the refund: on its paper the order's number does not stand. */
export function refund(desk: Desk, { id, number, payments }: Taken): Wish {
  const { id: payment, tender, amount: most } = desk.chance.pick(payments);
  const amount = desk.chance.int(1, most);
  const body = {
    ...{ id: "r1", amount, payments: [{ tender, amount, payment }], reason: refundReason(number) },
    ...{ at: desk.at, print: PRINT },
  };
  return {
    id: `${number}/r1`,
    type: "refund",
    order: id,
    path: `/v1/orders/${id}/refunds`,
    body,
    ...manner(desk),
  };
}

export const refundReason = (number: string): string => `cold, ${number}`;

export const copy = (desk: Desk, { id, number }: Taken): Wish => ({
  ...{ id: `${number}/copy`, type: "copy", order: id, path: `/v1/orders/${id}/reprint` },
  ...{ body: { printer: "front" }, ...manner(desk) },
});

/** Food must be cooked: a ticket is repeated after a crash, and says so. */
export const ticket = (desk: Desk, name: string): Wish => ({
  ...{ id: name, type: "ticket", order: name, path: "/v1/print-jobs", ...manner(desk) },
  body: {
    printer: "front",
    afterCrash: "repeat",
    document: [
      { type: "text", runs: [{ text: `Ticket ${name}` }], align: "left" },
      ...desk.chance.pick([[], Array.from({ length: 8 }, (_, n) => dish(n))]),
      { type: "feed", lines: 2 },
      { type: "cut", mode: "partial" },
    ],
  },
});

const dish = (n: number): object => ({
  type: "text",
  runs: [{ text: `1 x ${MENU[n % MENU.length]?.name ?? ""}` }],
  align: "left",
});
