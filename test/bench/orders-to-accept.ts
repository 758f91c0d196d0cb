/** Orders as a till sends them, each with an id of its own: 1 KiB of JSON on the wire. */
import { createHash } from "node:crypto";
import { v7 } from "uuid";
import type { CaptureInput } from "../../src/store/commands/capture-order.ts";
import { draftOf } from "../../src/store/draft.ts";
import { captured, makeOrderInput } from "../help/orders.ts";

const TILLS = 3;
const FLAT_WHITE = {
  id: "1",
  itemId: "flat-white",
  variationId: "large",
  name: "Flat white",
  quantity: "2",
  unitPrice: 380,
  modifiers: [{ id: "oat", name: "Oat milk", quantity: "1", unitPrice: 50 }],
  taxes: [{ name: "VAT", rate: "20", inclusive: true }],
  discounts: [{ name: "Happy hour", amount: 100 }],
  note: "extra hot",
};
const BAGEL = {
  id: "2",
  itemId: "bagel-salmon",
  variationId: "sesame",
  name: "Bagel with smoked salmon",
  quantity: "1",
  unitPrice: 890,
  modifiers: [{ id: "no-dill", name: "without dill", quantity: "1", unitPrice: 0 }],
  taxes: [{ name: "VAT", rate: "20", inclusive: true }],
  note: "cut in halves",
};

/** The 1 KiB body of a sale, as parsed. */
export const sale = (n: number, destinations: readonly string[]) =>
  makeOrderInput({
    id: v7(),
    number: `A-${n}`,
    till: `front-${1 + (n % TILLS)}`,
    lines: [FLAT_WHITE, BAGEL],
    payments: [{ id: "p1", tender: "cash", amount: 1650, tendered: 2000, change: 350 }],
    destinations: [...destinations],
  });

export function captureInput(n: number, destinations: readonly string[]): CaptureInput {
  const input = sale(n, destinations);
  const draft = draftOf(captured(input));
  const contentHash = createHash("sha256").update(JSON.stringify(input)).digest();
  return { key: null, actor: "till", till: null, draft, contentHash };
}
