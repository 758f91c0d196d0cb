import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, Run } from "../../core/receipt.ts";
import { isSimple, sanitize } from "./cells.ts";
import { type Line, layoutText, type Sheet } from "./layout.ts";

type TextBlock = Extract<Block, { type: "text" | "row" | "rule" }>;

const paper = (columns: number, reports: string[] = []): Sheet => ({
  widthDots: columns * 12,
  cellDots: { A: 12, B: 9 },
  fit: sanitize,
  isPlain: isSimple,
  rules: { single: "-", double: "=" },
  report: (type) => reports.push(type),
});

/** As it looks in a grid of font A. */
const shown = (lines: readonly Line[]): string[] =>
  lines.map((line) => line.reduce((text, piece) => text.padEnd(piece.x / 12) + piece.text, ""));
const text = (content: string, more: object = {}): TextBlock => ({
  type: "text",
  runs: [{ text: content }],
  ...more,
});
const price = (name: string, amount: string, width = 8): TextBlock => ({
  type: "row",
  cells: [
    { runs: [{ text: name }], width: "*" },
    { runs: [{ text: amount }], width, align: "right" },
  ],
});

describe("lines", () => {
  it.each([
    ["breaks between words", text("two flat whites, please"), 12, ["two flat", "whites,", "please"]],
    [
      "breaks a word that is longer than the paper",
      text("Donaudampfschiff"),
      6,
      ["Donaud", "ampfsc", "hiff"],
    ],
    ["keeps empty lines", text("a\n\nb"), 12, ["a", "", "b"]],
    ["keeps an indent", text("    + oat milk"), 20, ["    + oat milk"]],
    ["swallows spaces where it breaks", text("abcdef     ghi"), 6, ["abcdef", "ghi"]],
    ["breaks between wide letters", text("咖啡牛奶"), 5, ["咖啡", "牛奶"]],
    ["centres in whole cells", text("abc", { align: "center" }), 8, ["  abc"]],
    ["sets to the right", text("abc", { align: "right" }), 8, ["     abc"]],
    ["prints nothing as one empty line", text(""), 8, [""]],
    ["draws a rule over the whole paper", { type: "rule" } as const, 8, ["--------"]],
    ["draws a double rule", { type: "rule", style: "double" } as const, 4, ["===="]],
  ])("%s", (_, block, columns, expected) => {
    expect(shown(layoutText(block, paper(columns)))).toEqual(expected);
  });
});

describe("rows", () => {
  it.each([
    ["puts the price at the edge", price("Tea", "2.10"), 20, ["Tea             2.10"]],
    [
      "wraps the name beside the price",
      price("Crème brûlée maison", "6.90"),
      20,
      ["Crème brûlée    6.90", "maison"],
    ],
    ["takes negative amounts", price("Discount", "-1.00"), 20, ["Discount       -1.00"]],
    ["wraps a price wider than its column", price("Tea", "123.45", 4), 10, ["Tea   123.", "        45"]],
  ])("%s", (_, block, columns, expected) => {
    expect(shown(layoutText(block, paper(columns)))).toEqual(expected);
  });

  it("gives a wide letter two cells and leaves the price where it was", () => {
    const [line = []] = layoutText(price("咖啡", "2.10"), paper(20));
    expect(line.map(({ x, dots }) => [x, dots])).toEqual([
      [0, 4 * 12],
      [16 * 12, 4 * 12],
    ]);
  });

  it("shortens with an ellipsis where asked, and says so", () => {
    const reports: string[] = [];
    const cells = [{ runs: [{ text: "Crème brûlée" }], width: 8, overflow: "ellipsis" as const }];
    expect(shown(layoutText({ type: "row", cells }, paper(20, reports)))).toEqual(["Crème b…"]);
    expect(reports).toEqual(["truncated"]);
  });

  it("fits five columns of ten into 42, and says so", () => {
    const reports: string[] = [];
    const cells = ["a", "b", "c", "d", "e"].map((letter) => ({
      runs: [{ text: letter.repeat(10) }],
      width: 10,
    }));
    const lines = layoutText({ type: "row", cells }, paper(42, reports));
    expect(Math.max(...lines.flat().map((piece) => piece.x + piece.dots))).toBeLessThanOrEqual(42 * 12);
    expect(reports).toContain("truncated");
  });

  it("leaves out a letter that is wider than its column rather than to break the paper's edge", () => {
    const reports: string[] = [];
    const cells = [{ runs: [{ text: "ab", width: 8 }], width: 2 }];
    expect(shown(layoutText({ type: "row", cells }, paper(20, reports)))).toEqual([""]);
    expect(reports).toEqual(["truncated"]);
  });
});

describe("for any text", () => {
  const run: fc.Arbitrary<Run> = fc.record(
    {
      text: fc.string({ unit: "binary", maxLength: 40 }),
      bold: fc.boolean(),
      width: fc.integer({ min: 1, max: 8 }),
      height: fc.integer({ min: 1, max: 8 }),
      font: fc.constantFrom("A" as const, "B" as const),
    },
    { requiredKeys: ["text"] },
  );
  const align = fc.constantFrom("left" as const, "center" as const, "right" as const);
  const cell = fc.record(
    {
      runs: fc.array(run, { maxLength: 3 }),
      width: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant("*" as const)),
      align,
      overflow: fc.constantFrom("wrap" as const, "ellipsis" as const),
    },
    { requiredKeys: ["runs", "width"] },
  );
  const block: fc.Arbitrary<TextBlock> = fc.oneof(
    fc.record({ type: fc.constant("text" as const), runs: fc.array(run, { maxLength: 4 }), align }),
    fc.record({ type: fc.constant("row" as const), cells: fc.array(cell, { minLength: 1, maxLength: 6 }) }),
  );

  it("no line is wider than the paper and no piece covers another", () => {
    fc.assert(
      fc.property(block, fc.constantFrom(24, 32, 42, 48), (any, columns) => {
        for (const line of layoutText(any, paper(columns))) {
          let reached = 0;
          for (const piece of line) {
            expect(piece.x).toBeGreaterThanOrEqual(reached);
            reached = piece.x + piece.dots;
          }
          expect(reached).toBeLessThanOrEqual(columns * 12);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("wrapping loses no letter but spaces", () => {
    const letters = (text: string) => sanitize(text).replace(/[\s\u00a0]/g, "");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (any) => {
        const lines = layoutText(text(any), paper(24));
        expect(letters(lines.map((line) => line.map((piece) => piece.text).join("")).join(""))).toBe(
          letters(any),
        );
      }),
    );
  });
});

it("breaks plain text where it breaks any other text", () => {
  const words = fc.stringMatching(/^[a-zé \n]{0,60}$/);
  const aligns = fc.constantFrom("left", "center", "right" as const);
  fc.assert(
    fc.property(
      words,
      fc.integer({ min: 1, max: 20 }),
      aligns,
      fc.constantFrom(1, 2),
      (text, columns, align, width) => {
        const block = { type: "text", runs: [{ text, width }], align } as TextBlock;
        const sheet = paper(columns);
        const lines = (set: Sheet): string[] =>
          shown(layoutText(block, set).map((line) => line.filter((piece) => piece.text !== "")));
        expect(lines(sheet)).toEqual(lines({ ...sheet, isPlain: () => false }));
      },
    ),
    { numRuns: 500 },
  );
});
