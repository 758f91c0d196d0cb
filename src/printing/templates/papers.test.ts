import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
} from "../../../test/help/orders.ts";
import { zReport } from "../../core/orders/z-report.ts";
import { type Block, type PrintDocument, printDocument } from "../../core/receipt.ts";
import { composeBump } from "./bump.ts";
import { composeGift } from "./gift.ts";
import { labelsFor } from "./labels.ts";
import { composeReport, type DayReport } from "./report.ts";
import { composeSetup } from "./setup-ticket.ts";
import { composeShelfLabel, type ShelfItem } from "./shelf-label.ts";

const STORE = {
  name: "Café Müller",
  addressLines: [],
  footer: "Thank you",
  timeZone: "Europe/Berlin",
  locale: "en-IE",
};
const AT = "2026-11-21T20:00:00Z";
const textOf = (runs: readonly { readonly text: string }[]): string => runs.map((run) => run.text).join("");
const rowOf = (block: Block): string => {
  if (block.type === "text") return textOf(block.runs);
  return block.type === "row" ? block.cells.map((cell) => textOf(cell.runs)).join(" | ") : `<${block.type}>`;
};
const shown = (document: PrintDocument): string[] => document.map(rowOf);

describe("a gift receipt", () => {
  const order = { ...captured(makeRichOrderInput()), receiptNumber: 7, series: "A" };
  const gift = composeGift(order, STORE, { columns: 48, banner: null, lines: null, logo: null });

  it("shows no price, of goods or of anything in them", () => {
    const amounts = shown(gift).filter((row) => /\d[.,]\d\d\b/.test(row.replace("0.345 x", "")));
    expect(amounts).toEqual([]);
  });

  it("leads back to the sale", () => {
    expect(gift.find(({ type }) => type === "qr")).toMatchObject({ data: order.id });
    expect(shown(gift).join("\n")).toContain("Receipt A-7");
  });

  it("may hold some of the goods only", () => {
    const [first, second] = order.lines;
    const lines = first === undefined ? [] : [first.id];
    const rows = shown(composeGift(order, STORE, { columns: 48, banner: null, lines, logo: null })).join(
      "\n",
    );
    expect(rows).toContain(first?.name);
    expect(rows).not.toContain(second?.name);
  });
});

describe("the slip of a finished order", () => {
  it("is called out by number and name, and carried to the table", () => {
    const order = captured(makeOrderInput({ table: "12", customer: { name: "Zoë" } }));
    const rows = shown(composeBump(order, STORE, { columns: 42, banner: null, at: AT }));
    expect(rows).toEqual(expect.arrayContaining([" READY ", "A-118", "Zoë", "Table 12", "2 x Flat white"]));
  });
});

describe("a day's report", () => {
  const counted = { countedCash: 30_000, openingFloat: 20_000, payIns: [], payOuts: [] };
  const reportOf = (orders: readonly ReturnType<typeof captured>[]): DayReport => {
    const day = { orders, refundedOrders: [] };
    const report = zReport("2026-11-21", day, { currency: "EUR", counted });
    return { ...report, businessDay: "2026-11-21", closedAt: AT };
  };
  const print = (day: DayReport) =>
    composeReport(day, STORE, { columns: 48, banner: null, at: AT, logo: null });
  /** The figures of the rows between two others, in minor units. */
  const between = (rows: readonly string[], from: string, to: string): number[] => {
    const start = rows.findIndex((row) => row.startsWith(from));
    const end = rows.findIndex((row, index) => index > start && row.startsWith(to));
    return rows
      .slice(start + 1, end)
      .flatMap((row) => /\| (-?[\d,]+\.\d\d)$/.exec(row)?.[1] ?? [])
      .map((text) => Number(text.replace(/[.,]/g, "")));
  };
  const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
  const figure = (rows: readonly string[], name: string): number =>
    Number(/\| (-?[\d,.]+)$/.exec(rows.find((row) => row.startsWith(name)) ?? "")?.[1]?.replace(/[.,]/g, ""));

  it("adds up: goods to sales, float and takings to what should lie in the drawer", () => {
    fc.assert(
      fc.property(fc.array(arbitraryOrderInput(), { maxLength: 4 }), (inputs) => {
        const day = reportOf(inputs.map((input) => captured(input)));
        const rows = shown(print(day));
        expect(sum(between(rows, "<rule>", "SALES"))).toBe(day.sums.total);
        expect(figure(rows, "SALES")).toBe(day.sums.total);
        expect(rows.filter((row) => row.startsWith("Difference (till)"))).toEqual([]);
        expect(sum(between(rows, "Cash drawer", "Expected"))).toBe(figure(rows, "Expected"));
        expect(figure(rows, "Net") + figure(rows, "Tax |")).toBe(day.sums.total);
      }),
      { numRuns: 60 },
    );
  });

  it("is an X report while nobody has counted", () => {
    const rows = shown(print({ ...reportOf([]), cash: null, closedAt: null }));
    expect(rows).toContain(" X REPORT ");
    expect(rows.join("\n")).not.toMatch(/Cash drawer|Closed/);
  });

  it("names the first and the last receipt of each till", () => {
    const order = { ...captured(makeOrderInput()), receiptNumber: 5, series: "A" };
    const rows = shown(print(reportOf([order, { ...order, id: "o2", receiptNumber: 9 }])));
    expect(rows).toContain("front-1 (2) | A-5 - A-9");
  });
});

describe("a shelf label", () => {
  const item: ShelfItem = {
    name: "Coffee beans",
    detail: null,
    price: 1290,
    currency: "EUR",
    unit: { price: 2580, per: "1 kg" },
    code: "4006381333931",
  };
  const bars = (code: string) =>
    composeShelfLabel({ ...item, code }, STORE, 48).find(({ type }) => type === "barcode");

  it("shows the price, the price of a kilogram and the bars of its number", () => {
    const document = composeShelfLabel(item, STORE, 48);
    expect(shown(document)).toEqual(expect.arrayContaining(["EUR 12.90", "1 kg = 25.80 EUR"]));
    expect(bars("4006381333931")).toMatchObject({ symbology: "ean13", data: "4006381333931" });
  });

  it("prints a number of the shop's own as bars, too", () => {
    expect(bars("4006381333930")).toMatchObject({ symbology: "code128", data: "4006381333930" });
  });
});

describe("a setup ticket", () => {
  it("leads to the gateway's page", () => {
    const printer = {
      id: "front",
      name: "front",
      driver: "escpos",
      profile: null,
      address: null,
      state: "ready",
    };
    const ticket = {
      store: "Café",
      url: "http://192.0.2.5:8080",
      version: "1",
      at: AT,
      columns: 32,
      printer,
    };
    const document = printDocument.parse(composeSetup(ticket));
    expect(document.find(({ type }) => type === "qr")).toMatchObject({ data: "http://192.0.2.5:8080" });
    expect(shown(document)).toContain("Driver | escpos");
  });
});

describe("the words of the papers", () => {
  it.each(["en", "de-AT", "fr", "es", "it", "nl-BE", "pt-BR", "pl"])("are there in %s", (locale) => {
    const { total } = labelsFor(locale);
    expect(total).not.toBe("");
    expect(locale === "en" || labelsFor(locale) !== labelsFor("en")).toBe(true);
  });

  it.each(["ja", "constructor", "toString-x"])("are English where there are none: %s", (locale) => {
    expect(labelsFor(locale)).toBe(labelsFor("en"));
  });
});
