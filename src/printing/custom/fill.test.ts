import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { PrintDocument } from "../../core/receipt.ts";
import { markupDocument } from "../markup/markup.ts";
import { sanitize } from "../text/cells.ts";
import { escapeMarkup } from "./escape.ts";
import { fillTemplate, parseTemplate, type TemplateFault } from "./fill.ts";
import { renderTemplate } from "./render.ts";

const SHAPE = z.object({
  name: z.string(),
  note: z.string().nullable(),
  paid: z.boolean(),
  shop: z.object({ city: z.string() }).nullable(),
  lines: z.array(z.object({ name: z.string(), parts: z.array(z.string()) })),
});
const VIEW: z.output<typeof SHAPE> = {
  name: "outer",
  note: null,
  paid: true,
  shop: { city: "Bonn" },
  lines: [
    { name: "tea", parts: ["milk", "sugar"] },
    { name: "cake", parts: [] },
  ],
};

function fill(text: string, view: object = VIEW): string {
  const parsed = parseTemplate(text, SHAPE);
  if (parsed.type === "faults") return parsed.faults.map(({ message }) => message).join();
  const filled = fillTemplate(parsed.template, view);
  return filled.type === "filled" ? filled.markup : filled.type;
}
function faultsOf(text: string): readonly TemplateFault[] {
  const parsed = parseTemplate(text, SHAPE);
  return parsed.type === "faults" ? parsed.faults : [];
}
const wordsOf = (document: PrintDocument): string =>
  document
    .flatMap((block) => {
      if (block.type === "text") return [block.runs];
      return block.type === "row" ? block.cells.map(({ runs }) => runs) : [];
    })
    .map((runs) => runs.map(({ text }) => text).join(""))
    .join("");

describe("a template", () => {
  it.each([
    ["{{name}}", "outer"],
    ["{{shop.city}}", "Bonn"],
    ["{{#lines}}{{name}}:{{#parts}}{{.}} {{/parts}};{{/lines}}", "tea:milk sugar ;cake:;"],
    ["{{#shop}}{{city}} of {{name}}{{/shop}}", "Bonn of outer"],
    ["{{#paid}}yes{{/paid}}{{^paid}}no{{/paid}}", "yes"],
    ["{{#note}}has one{{/note}}{{^note}}none{{/note}}", "none"],
    ["{{! not for paper }}{{note}}|", "|"],
    ["{{#lines}}\n{{name}}\n{{/lines}}\n", "tea\ncake\n"],
  ])("%s is filled", (text, filled) => {
    expect(fill(text)).toBe(filled);
  });

  it.each(["constructor", "__proto__", "toString", "lines.length", "shop.constructor", "name.length"])(
    "knows no field %s: what is not documented is not there",
    (name) => {
      expect(faultsOf(`{{${name}}}`)).toMatchObject([{ message: `there is no field ${name} here` }]);
    },
  );

  it("tells each fault, where it stands", () => {
    expect(faultsOf("{{a}}\n  {{#lines}}{{b}}{{/lines}}\n{{=<% %>=}}")).toMatchObject([
      { line: 1, column: 1, message: "there is no field a here" },
      { line: 2, column: 13, message: "there is no field b here" },
      { line: 3, column: 1 },
    ]);
  });

  it("ends when lists in lists would make it endless", () => {
    const lines = Array.from({ length: 400 }, () => ({ name: "", parts: [] }));
    expect(fill("{{#lines}}{{#lines}}{{/lines}}{{/lines}}", { ...VIEW, lines })).toBe("too_long");
    expect(fill("{{#lines}}{{#lines}}0123456789{{/lines}}{{/lines}}", { ...VIEW, lines })).toBe("too_long");
  });

  it("has sections eight deep at most", () => {
    const nested = (depth: number) => `${"{{#shop}}".repeat(depth)}x${"{{/shop}}".repeat(depth)}`;
    expect(fill(nested(8))).toBe("x");
    expect(fill(nested(9))).toMatch(/at most 8 sections/);
  });

  it("says in which of its lines the markup is wrong, also behind lists", () => {
    const parsed = parseTemplate("{{#lines}}\n{{name}}\n{{/lines}}\n\n{width:999 *}", SHAPE);
    if (parsed.type === "faults") throw new Error("refused");
    const rendered = renderTemplate(parsed.template, VIEW, { columns: 42, logo: () => null });
    expect(rendered).toMatchObject({ type: "faults", faults: [{ line: 5, column: 1 }] });
  });
});

describe("what a field holds", () => {
  const hard = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'\\|{}_"`^~;:=- x0\n\t\u037e\u1fef'.split("")), maxLength: 40 }),
  );

  it("prints as it is, whatever it is", () => {
    fc.assert(
      fc.property(hard, (value) => {
        const [block, ...rest] = markupDocument(`>${escapeMarkup(`.${value}.`)}< |`, 120);
        const printed = wordsOf(block === undefined ? [] : [block, ...rest]);
        const meant = `>.${value}.<`
          .normalize()
          .split(/\r\n|\r|\n/)
          .map((line) => line.replaceAll(/\p{Cc}/gu, " "))
          // A line of spaces is an empty line on paper.
          .map((line) => (line.trim() === "" ? "" : line))
          .join("");
        expect(sanitize(printed)).toBe(sanitize(meant));
      }),
      { numRuns: 500 },
    );
  });

  it.each(["---", "=", "==", "{x:1}", "{command:\\x1b@}", "a|b", "{image:AAAA}", "^^^big", "~"])(
    "is no command to the markup: %s",
    (value) => {
      const document = markupDocument(`${escapeMarkup(value)} |`, 42);
      expect(document.map(({ type }) => type)).toEqual(["text", "cut"]);
      expect(wordsOf(document)).toBe(value);
    },
  );

  it("keeps its place: space at its ends is the template's to give", () => {
    expect(escapeMarkup("  tea ")).toBe("tea");
  });
});
