import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseTable, createAlphabet, fit, holds } from "./alphabet.ts";

const EPSON = { 0: "CP437", 2: "CP850", 16: "CP1252", 17: "CP866", 18: "CP852", 19: "CP858" };
const printed = (codePages: Record<number, string>, text: string): [string, string[]] => {
  const substituted: string[] = [];
  const fitted = fit(createAlphabet(codePages), text, {
    onSubstitute: (from, to) => substituted.push(`${from}>${to}`),
    canDraw: () => false,
  });
  return [fitted, substituted];
};

describe("letters that a printer lacks", () => {
  it.each([
    [{ 0: "CP437" }, "13,80 €", "13,80 EUR", ["€>EUR"]],
    [{ 0: "CP437" }, "l’œuf “bio”", 'l\'oeuf "bio"', ["’>'", "œ>oe", '“>"', '”>"']],
    [{ 0: "CP437" }, "Łódź", "Lódz", ["Ł>L", "ź>z"]],
    [{ 0: "CP437" }, "Привет", "??????", ["П>?", "р>?", "и>?", "в>?", "е>?", "т>?"]],
    [EPSON, "13,80 € l’œuf ─ Łódź Привет", "13,80 € l’œuf ─ Łódź Привет", []],
    [{ 16: "CP1252" }, "咖啡 👨‍👩‍👧 x̂", "???? ?? x", ["咖>??", "啡>??", "👨‍👩‍👧>??", "x̂>x"]],
    [{ 36: "CP862", 50: "CP1256" }, "שלום مرحبا", "???? ?????", expect.anything()],
  ])("with %o, %s is printed as %s", (codePages, text, expected, substituted) => {
    expect(printed(codePages, text)).toEqual([expected, substituted]);
  });

  it("are kept where they can be drawn, while signs still become what a cashier would type", () => {
    const replaced: string[] = [];
    const missing = {
      onSubstitute: (from: string, to: string) => replaced.push(`${from}>${to}`),
      canDraw: () => true,
    };
    expect(fit(createAlphabet({ 0: "CP437" }), "œuf “咖啡” 3 € – ș", missing)).toBe('œuf "咖啡" 3 EUR - ș');
    expect(replaced).toEqual(['“>"', '”>"', "€>EUR", "–>-"]);
  });

  it("are replaced by cells that the printer has, in any text", () => {
    const alphabet = createAlphabet(EPSON);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const lines = fit(alphabet, text, { onSubstitute: () => undefined, canDraw: () => false }).split(
          "\n",
        );
        expect(lines.filter((line) => !holds(alphabet, line))).toEqual([]);
      }),
    );
  });
});

const unitsOf = (texts: readonly string[]): number[] =>
  Array.from(texts.join(""), (char) => char.charCodeAt(0));

describe("which table", () => {
  const alphabet = createAlphabet(EPSON);
  it.each([
    ["one that has euro, quotes and French letters at once", ["€ ’ œ"], "CP1252"],
    ["one that has euro and lines at once", ["€", "──", "é"], "CP858"],
    ["the preferred one where several would do", ["é"], "CP1252"],
    ["the one that lasts longest", ["é", "─".repeat(40), "€", "ł"], "CP858"],
    ["the Cyrillic one", ["Пиво"], "CP866"],
  ])("%s", (_, texts, name) => {
    expect(chooseTable(alphabet, unitsOf(texts), 0).name).toBe(name);
  });

  it("takes the id from this printer: 19 is no euro everywhere", () => {
    expect(chooseTable(createAlphabet({ 0: "CP437", 14: "CP858", 19: "CP772" }), unitsOf(["€"]), 0).id).toBe(
      14,
    );
  });
});
