import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
  makeSettings,
} from "../../../test/help/orders.ts";
import { type Order, type Refund, returnInput } from "../../core/orders/order.ts";
import { captureReturn, withReturnNumber } from "../../core/orders/return.ts";
import { type Block, type PrintDocument, printDocument } from "../../core/receipt.ts";
import { composeReceipt, type ReceiptOptions } from "./receipt.ts";

const STORE = {
  name: "Café Müller",
  addressLines: ["Hauptstraße 5", "80331 München"],
  taxId: "DE123456789",
  footer: "Thank you",
  timeZone: "Europe/Berlin",
  locale: "en-IE",
};
const OPTIONS: ReceiptOptions = {
  columns: 48,
  banner: null,
  openDrawer: false,
  refundId: null,
  tipLine: false,
  receiptUrl: null,
  logo: null,
};
const compose = (order: Order, more: Partial<ReceiptOptions> = {}, locale = "en-IE") =>
  composeReceipt(order, { ...STORE, locale }, { ...OPTIONS, ...more });

const textOf = (runs: readonly { readonly text: string }[]): string => runs.map((run) => run.text).join("");
const rowOf = (block: Block): string => {
  if (block.type === "text") return textOf(block.runs);
  return block.type === "row" ? block.cells.map((cell) => textOf(cell.runs)).join(" | ") : `<${block.type}>`;
};
const shown = (document: PrintDocument): string[] => document.map(rowOf);

/** The figures in the right column of these blocks, in minor units of EUR. */
const figures = (blocks: readonly Block[]): number[] =>
  blocks.flatMap((block) => {
    const last = block.type === "row" ? textOf(block.cells.at(-1)?.runs ?? []) : "";
    return /^-?[\d,]+\.\d\d$/.test(last) ? [Number(last.replace(/[.,]/g, ""))] : [];
  });
const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

/** The rows between the n-th rule and the next. */
function section(document: PrintDocument, n: number): readonly Block[] {
  const rules = document.flatMap((block, i) => (block.type === "rule" ? [i] : []));
  return document.slice((rules[n] ?? -1) + 1, rules[n + 1] ?? document.length);
}

/** What leads to the total: without the subtotal, which repeats the lines. */
function beforeTotal(document: PrintDocument): { readonly total: number; readonly rows: readonly number[] } {
  const sums = section(document, 1);
  const at = sums.findIndex((block) => rowOf(block).startsWith("TOTAL"));
  const detail = sums.slice(0, at).filter((block) => !rowOf(block).startsWith("Subtotal"));
  const [total = Number.NaN] = figures(sums.slice(at, at + 1));
  return { total, rows: [...figures(section(document, 0)), ...figures(detail)] };
}

describe("the receipt of a sale", () => {
  const order = { ...captured(makeOrderInput()), receiptNumber: 42, series: "A" };

  it("says all that the guest may ask about", () => {
    expect(shown(compose(order))).toEqual([
      "Café Müller",
      "Hauptstraße 5",
      "80331 München",
      "VAT no. DE123456789",
      "<feed>",
      "Order A-118 | Till front-1",
      "21 Nov 2026, 12:05 | Receipt A-42",
      "Served by anna",
      "<rule>",
      "2 x Flat white | 8.60",
      "    2 x 3.80",
      "    + Oat milk 0.50",
      "    Happy hour | -1.00",
      '    "extra hot"',
      "<rule>",
      "TOTAL EUR | 7.60",
      "<feed>",
      "Cash | 10.00",
      "Change | -2.40",
      "<rule>",
      "Included tax",
      "VAT 20% on 6.33 | 1.27",
      "<feed>",
      "<qr>",
      "<feed>",
      "Thank you",
      "<feed>",
      "<cut>",
    ]);
  });

  it("shows the card slip below its payment, and lines for a tip where asked", () => {
    const slip = ["VISA ****4242", "APPROVED 123456"];
    const paid = order.payments.map((payment) => ({ ...payment, receiptLines: slip }));
    const rows = shown(compose({ ...order, payments: paid }, { tipLine: true }));
    const at = rows.indexOf("Change | -2.40");
    expect(rows.slice(at + 1, at + 3)).toEqual(slip);
    const written = rows.filter((row) => row.endsWith("__")).map((row) => row.split(" | ")[0]);
    expect(written).toEqual(["Tip", "TOTAL", "Signature"]);
    expect(shown(compose(order)).some((row) => row.endsWith("__"))).toBe(false);
  });

  it("leads to the receipt online where there is one", () => {
    const document = compose(order, { receiptUrl: "https://receipts.example/42" });
    expect(document.find(({ type }) => type === "qr")).toMatchObject({ data: "https://receipts.example/42" });
    expect(shown(document)).toContain("Your receipt online");
    expect(compose(order).find(({ type }) => type === "qr")).toMatchObject({ data: order.id });
  });

  it("begins with the shop's logo and ends with what the law wants", () => {
    const document = composeReceipt(
      order,
      { ...STORE, legal: "HRB 12345" },
      { ...OPTIONS, logo: "iVBORw0=" },
    );
    expect(document[0]).toEqual({ type: "image", png: "iVBORw0=", align: "center" });
    expect(shown(document).slice(-3)).toEqual(["HRB 12345", "<feed>", "<cut>"]);
  });

  it.each([
    ["fr-FR", "TOTAL EUR | 7,60"],
    ["pl", "SUMA EUR | 7,60"],
    ["ja-JP", "TOTAL EUR | 7.60"],
  ])("speaks the guest's language, %s, where it has its words", (locale, row) => {
    expect(shown(compose({ ...order, customer: { locale } }))).toContain(row);
  });

  it("opens the drawer before it prints", () => {
    expect(shown(compose(order, { openDrawer: true }))[0]).toBe("<drawer>");
    expect(shown(compose(order))).not.toContain("<drawer>");
  });

  it.each([
    ["COPY", "en-IE", " COPY "],
    ["DUPLICATE", "de-DE", " DUPLIKAT "],
    ["VOID", "fr-FR", " ANNULÉ "],
  ] as const)("with %s in %s nobody takes it for the original", (banner, locale, text) => {
    const block = compose(order, { banner }, locale).find((one) => rowOf(one) === text);
    expect(block).toMatchObject({ runs: [{ invert: true }] });
  });

  it("speaks the store's language and shows the store's clock", () => {
    const rows = shown(compose({ ...order, closedAt: "2026-07-01T23:30:00Z" }, {}, "de-AT"));
    expect(rows).toContain("SUMME EUR | 7,60");
    expect(rows.some((row) => row.includes("02.07.2026, 01:30"))).toBe(true);
  });

  it("says what is still to be paid", () => {
    const open = captured(makeOrderInput({ closedAt: undefined, payments: [] }));
    expect(shown(compose(open))).toContain("Due | 7.60");
  });

  it("says that a payment is not confirmed", () => {
    const payments = order.payments.map((payment) => ({ ...payment, state: "unknown" as const }));
    expect(shown(compose({ ...order, payments }))).toContain("Cash (unconfirmed) | 10.00");
  });

  it("leaves out what was taken back before closing", () => {
    const [line] = order.lines;
    const gone = {
      amounts: { ...line?.amounts, gross: 0, discount: 0 },
      voided: [{ quantity: "2", reason: "", at: "" }],
    };
    const rows = shown(compose({ ...order, lines: [{ ...line, ...gone } as Order["lines"][number]] }));
    expect(rows.filter((row) => row.includes("Flat white"))).toEqual([]);
  });

  it("shows where the till's total parts from its own lines", () => {
    const totals = { ...order.totals, total: 800 };
    const document = compose({ ...order, totals, flagged: "totals differ" });
    expect(shown(document)).toContain("Difference (till) | 0.40");
    expect(sum(beforeTotal(document).rows)).toBe(800);
  });

  it("is a document that the printers take", () => {
    const rich = captured(makeRichOrderInput());
    for (const columns of [24, 32, 48])
      expect(() => printDocument.parse(compose(rich, { columns }))).not.toThrow();
  });
});

describe("the figures of any receipt", () => {
  it("add up to the order's total, and what was given to what is owed", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const order = captured(input);
        const document = compose(order);
        const { total, rows } = beforeTotal(document);
        expect(total).toBe(order.totals.total);
        expect(sum(rows)).toBe(order.totals.total);
        const after = section(document, 1).slice(
          section(document, 1).findIndex((b) => rowOf(b).startsWith("TOTAL")) + 1,
        );
        const paid = figures(after.filter((block) => /^(Cash|Card|Change)\b/.test(rowOf(block))));
        expect(sum(paid)).toBe(order.paid + order.tips);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the receipt of a refund", () => {
  const refund: Refund = {
    id: "r1",
    lines: [{ lineId: "1", quantity: "1", amount: 380 }],
    amount: 380,
    payments: [{ tender: "card", amount: 380 }],
    reason: "cold",
    at: "2026-11-22T10:00:00+01:00",
    businessDay: "2026-11-22",
    receiptNumber: 7,
    series: "A",
  };
  const order = { ...captured(makeOrderInput()), receiptNumber: 42, series: "A", refunds: [refund] };

  it("has its own number and names the sale", () => {
    const rows = shown(compose(order, { refundId: "r1" }));
    expect(rows.slice(5, 15)).toEqual([
      " REFUND ",
      "<feed>",
      "22 Nov 2026, 10:00 | Receipt A-7",
      "Refund of receipt A-42 | Till front-1",
      "<rule>",
      "Flat white | -3.80",
      "<rule>",
      "Refunded EUR | -3.80",
      "<feed>",
      "Card | -3.80",
    ]);
    expect(rows).toContain("Reason: cold");
  });

  it("shows the coin that cash rounding took", () => {
    const rounded = { ...refund, amount: 378 };
    const document = compose({ ...order, refunds: [rounded] }, { refundId: "r1" });
    expect(sum(figures(section(document, 0)))).toBe(-378);
  });
});

describe("a return without its sale", () => {
  it("is a refund receipt of its own number that names no sale", () => {
    const input = returnInput.parse({
      id: "ret-1",
      till: "front-1",
      lines: [{ id: "1", name: "Coffee beans", quantity: "2", unitPrice: 1070 }],
      payments: [{ tender: "cash", amount: 2140 }],
      reason: "bag was torn",
    });
    const facts = { settings: makeSettings(), at: "2026-11-21T12:00:00Z" };
    const order = withReturnNumber(captureReturn(input, facts), 7, "A");
    const rows = shown(compose(order, { refundId: "ret-1" }));
    expect(rows).toContain("2 x Coffee beans | -21.40");
    expect(rows.join("\n")).toMatch(
      /REFUND[\s\S]*Receipt A-7[\s\S]*Refunded EUR \| -21.40[\s\S]*Cash \| -21.40/,
    );
    expect(rows.join("\n")).not.toContain("Refund of receipt");
  });
});
