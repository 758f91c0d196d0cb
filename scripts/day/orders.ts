/** What is sold on the day: 25 orders of a café in Berlin, as its till sends them. */
import { randomUUID } from "node:crypto";

/** Minor units; gross prices, German VAT: 19 % on drinks, 7 % on food. */
const MENU = {
  "Flat White": { price: 380, vat: "19" },
  "Café crème": { price: 340, vat: "19" },
  Espresso: { price: 250, vat: "19" },
  "Heiße Schokolade": { price: 420, vat: "19" },
  "Weißwurst mit süßem Senf": { price: 790, vat: "7" },
  "Crème brûlée": { price: 560, vat: "7" },
  Käsebrötchen: { price: 320, vat: "7" },
  Smørrebrød: { price: 890, vat: "7" },
  Żurek: { price: 650, vat: "7" },
} as const;
export type Dish = keyof typeof MENU;

export interface Sale {
  readonly dishes: readonly (readonly [Dish, number])[];
  readonly tender: "cash" | "card";
  readonly oatMilk?: boolean;
  readonly happyHour?: number;
  readonly tip?: number;
  readonly note?: string;
}

export const MORNING: readonly Sale[] = [
  { dishes: [["Flat White", 2]], tender: "cash", oatMilk: true, happyHour: 100 },
  {
    dishes: [
      ["Crème brûlée", 1],
      ["Café crème", 1],
    ],
    tender: "card",
    tip: 100,
  },
  { dishes: [["Weißwurst mit süßem Senf", 2]], tender: "cash", note: "ohne Zwiebeln – 0,50 € Pfand bezahlt" },
  {
    dishes: [
      ["Smørrebrød", 1],
      ["Espresso", 2],
    ],
    tender: "card",
  },
  {
    dishes: [
      ["Żurek", 1],
      ["Heiße Schokolade", 1],
    ],
    tender: "card",
    oatMilk: true,
  },
];

const DISHES = Object.keys(MENU) as Dish[];

/** Twenty of the outage: each another mix, so that amounts differ and none can be taken for another. */
export const OUTAGE: readonly Sale[] = Array.from({ length: 20 }, (_, n) => ({
  dishes: [
    [DISHES[n % DISHES.length] ?? "Espresso", 1 + (n % 3)],
    [DISHES[(n * 4 + 1) % DISHES.length] ?? "Espresso", 1],
  ],
  tender: n % 2 === 0 ? "cash" : "card",
  ...(n % 5 === 0 ? { happyHour: 50 } : {}),
  ...(n % 4 === 1 ? { tip: 70 } : {}),
}));

/** The order as the till sends it: closed and paid. */
export function toOrder(sale: Sale, number: string, at: Date) {
  const lines = sale.dishes.map(([name, count], index) => {
    const { price, vat } = MENU[name];
    const isMilky = sale.oatMilk === true && index === 0;
    return {
      id: String(index + 1),
      name,
      quantity: String(count),
      unitPrice: price,
      modifiers: isMilky ? [{ id: "oat", name: "Hafermilch", quantity: "1", unitPrice: 50 }] : [],
      taxes: [{ name: "MwSt", rate: vat, inclusive: true }],
      ...(sale.note !== undefined && index === 0 ? { note: sale.note } : {}),
    };
  });
  const gross = lines.reduce(
    (sum, line) => sum + Number(line.quantity) * (line.unitPrice + (line.modifiers[0]?.unitPrice ?? 0)),
    0,
  );
  const total = gross - (sale.happyHour ?? 0);
  const tip = sale.tip ?? 0;
  const tendered = Math.ceil((total + tip) / 500) * 500;
  return {
    id: randomUUID(),
    number,
    till: "front-1",
    staff: "anna",
    type: "dine_in",
    openedAt: new Date(at.getTime() - 120_000).toISOString(),
    closedAt: at.toISOString(),
    currency: "EUR",
    lines,
    discounts: sale.happyHour === undefined ? [] : [{ name: "Happy Hour", amount: sale.happyHour }],
    payments: [
      sale.tender === "cash"
        ? { id: "p1", tender: "cash", amount: total, tip, tendered, change: tendered - total - tip }
        : { id: "p1", tender: "card", amount: total, tip },
    ],
    print: { printer: "front", copies: 1 },
  };
}
