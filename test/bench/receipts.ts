/** A café's usual receipt, of other words and sums each time: whoever keeps what was drawn before gains nothing. */
import type { Order } from "../../src/core/orders/order.ts";
import type { ReceiptOptions } from "../../src/printing/templates/receipt.ts";
import { captured, makeRichOrderInput } from "../help/orders.ts";

export const store = {
  name: "Café am Markt",
  addressLines: ["Marktplatz 1", "10178 Berlin"],
  taxId: "DE 123 456 789",
  footer: "Danke, bis bald",
  timeZone: "Europe/Berlin",
  locale: "en-IE",
};

/** Of a TM-T88. */
export const receiptOptions: ReceiptOptions = {
  columns: 42,
  banner: null,
  openDrawer: true,
  refundId: null,
  tipLine: false,
  receiptUrl: null,
  logo: null,
};

const FOOD = [
  "Crème brûlée",
  "Käsebrötchen",
  "Smørrebrød",
  "Żurek",
  "Weißwurst mit süßem Senf",
  "Espresso",
  "Tea",
];

export function saleWith(n: number): Order {
  const input = makeRichOrderInput();
  const [first, ...rest] = input.lines;
  if (first === undefined) throw new Error("a sale without lines");
  const more = Array.from({ length: 4 }, (_, line) => ({
    ...first,
    id: `more-${line}`,
    name: `${FOOD[(n + line) % FOOD.length]} ${n * 7 + line}`,
    quantity: String(1 + ((n + line) % 3)),
    modifiers: [],
    discounts: [],
  }));
  return captured({ ...input, number: `B-${n}`, lines: [first, ...rest, ...more] });
}
