import { describe, expect, it } from "vitest";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { type Block, type PrintDocument, printDocument } from "../../core/receipt.ts";
import { composeTicket, type Ticket, type TicketOptions } from "./ticket.ts";

const STORE = { name: "Café Müller", addressLines: [], timeZone: "Europe/Berlin", locale: "en-IE" };
const AT = "2026-11-21T11:05:00Z";
const line = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  quantity: "1",
  unitPrice: 100,
  ...more,
});
const order = captured(
  makeOrderInput({
    table: "12",
    closedAt: undefined,
    payments: [],
    allergens: ["celery"],
    note: "birthday",
    lines: [
      line("1", "Tomato soup", { course: "1", quantity: "3" }),
      line("2", "Burger", {
        course: "Mains",
        allergens: ["nuts", "sesame"],
        modifiers: [{ name: "extra cheese", quantity: "2", unitPrice: 50 }],
        note: "medium rare",
      }),
      line("3", "Bread", { quantity: "0.500" }),
    ],
  }),
);
const lines = order.lines.map((one) => ({ line: one, quantity: one.quantity }));
const KITCHEN: Ticket = {
  station: "Kitchen",
  kind: "new",
  lines,
  elsewhere: [],
  reason: null,
  insteadOf: null,
};
const OPTIONS: TicketOptions = { columns: 42, banner: null, at: AT };
const compose = (more: Partial<Ticket> = {}, options: Partial<TicketOptions> = {}, locale = "en-IE") =>
  composeTicket(order, { ...KITCHEN, ...more }, { ...STORE, locale }, { ...OPTIONS, ...options });

const runsOf = (block: Block) => {
  if (block.type === "text") return block.runs;
  return block.type === "row" ? block.cells.flatMap(({ runs }) => runs) : [];
};
const textOf = (block: Block): string =>
  runsOf(block)
    .map(({ text }) => text)
    .join("|")
    .trim();
const shown = (document: PrintDocument): string[] => document.map(textOf).filter((text) => text !== "");
const reversed = (document: PrintDocument): string[] =>
  document.filter((block) => runsOf(block).some(({ invert }) => invert)).map(textOf);

describe("a kitchen ticket", () => {
  it("says who ordered what, course by course", () => {
    expect(shown(compose())).toEqual([
      "Kitchen",
      "A-118",
      "Dine in|Table 12",
      "Till front-1, anna|12:05",
      "ALLERGY: celery",
      "0.5 x |Bread",
      "-- Course 1 --",
      "3 x |Tomato soup",
      "-- Mains --",
      "1 x |Burger",
      "+ 2 x extra cheese",
      '"medium rare"',
      "ALLERGY: nuts, sesame",
      "birthday",
    ]);
  });

  it("shows in reverse what would harm a guest, and nothing else", () => {
    expect(reversed(compose())).toEqual(["ALLERGY: celery", "ALLERGY: nuts, sesame"]);
  });

  it("says where the rest of the order is made", () => {
    const elsewhere = [
      { station: "bar", lines: 2 },
      { station: "cold", lines: 1 },
    ];
    expect(shown(compose({ elsewhere }))).toContain("also at: bar (2), cold (1)");
  });

  it("names the station that it is printed for, when another printer took over", () => {
    expect(reversed(compose({ insteadOf: "Grill" }))[0]).toBe("FOR Grill");
  });

  it.each([32, 42, 48])("prints the order's number as large as a paper of %i columns allows", (columns) => {
    const number = compose({}, { columns }).find((block) => textOf(block) === "A-118");
    expect(number).toMatchObject({ runs: [{ width: 4, height: 4 }] });
  });

  it("is marked when it is a copy, and when it is for training", () => {
    expect(shown(compose({}, { banner: "COPY" }))[0]).toBe("COPY");
    expect(shown(compose({}, { banner: "TRAINING" }, "de-DE"))[0]).toBe("ÜBUNG");
  });

  it("is a document that printers take, and ends with a cut", () => {
    expect(printDocument.parse(compose()).at(-1)?.type).toBe("cut");
  });
});

describe("a ticket that takes back", () => {
  it("is white on black, with the reason, and says VOID once", () => {
    const document = compose(
      { kind: "void", lines: lines.slice(0, 1), reason: "guest left" },
      { banner: "VOID" },
    );
    expect(reversed(document)).toEqual(["VOID", "ALLERGY: celery", "3 x |Tomato soup"]);
    expect(shown(document)).toContain("Reason: guest left");
  });
});

describe("a ticket of a change", () => {
  const [soup] = order.lines;
  const voided = (quantity: string, reason: string, at: string) => ({ quantity, reason, at });
  const change = (quantity: string, voids: readonly ReturnType<typeof voided>[]) =>
    soup === undefined
      ? []
      : shown(compose({ kind: "change", lines: [{ line: { ...soup, voided: voids }, quantity }] }));

  it("shows the new quantity and what the kitchen was told before", () => {
    const rows = change("1", [voided("2", "changed their mind", AT)]);
    expect(rows[0]).toBe("CHANGE");
    expect(rows).toEqual(expect.arrayContaining(["1 x |Tomato soup", "was 3 x: changed their mind"]));
  });

  it("counts from the last change only", () => {
    const rows = change("1", [voided("1", "spilled", "2026-11-21T11:00:00Z"), voided("1", "late", AT)]);
    expect(rows).toContain("was 2 x: late");
  });

  it("shows a line that is gone in reverse", () => {
    const line = soup && { ...soup, voided: [voided("3", "wrong table", AT)] };
    const document = compose({ kind: "change", lines: line === undefined ? [] : [{ line, quantity: "0" }] });
    expect(reversed(document)).toEqual([
      "CHANGE",
      "ALLERGY: celery",
      "0 x |Tomato soup",
      "was 3 x: wrong table",
    ]);
  });
});
