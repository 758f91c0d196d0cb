import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphemeCells, graphemes, isSimple, sanitize, textCells } from "./cells.ts";

const unicode = () => fc.string({ unit: "binary", maxLength: 60 });

describe("what may stand on paper", () => {
  it.each([
    ["an escape sequence loses its teeth", "\u001b@", "@"],
    ["C1 controls vanish", "a\u0085b\u009bc", "abc"],
    ["line and paragraph separators vanish", "a\u2028b\u2029c", "abc"],
    ["nothing turns the reading direction", "\u202eabc\u202c\u2066d\u2069", "abcd"],
    ["invisible hyphens and joiners vanish", "a\u00adb\u200bc\ufeff", "abc"],
    ["accents join their letters", "Cafe\u0301", "Café"],
    ["a tab is a space", "a\tb", "a b"],
    ["the narrow space of French prices does not break", "1\u202f000", "1\u00a0000"],
    ["line feeds stay", "a\r\n\nb", "a\n\nb"],
    ["half a character is a replacement character", "a\ud83db", "a\ufffdb"],
    ["paragraph and euro signs stay", "§ 14 UStG, 3 €", "§ 14 UStG, 3 €"],
  ])("%s", (_, text, clean) => {
    expect(sanitize(text)).toBe(clean);
  });

  it("leaves no control character in any text, and nothing to do the second time", () => {
    fc.assert(
      fc.property(unicode(), (text) => {
        const clean = sanitize(text);
        expect(clean).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/u);
        expect(sanitize(clean)).toBe(clean);
      }),
    );
  });
});

describe("cells", () => {
  it.each([
    ["Flat white", 10],
    ["咖啡", 4],
    ["ｶﾌｪ", 3],
    ["👨‍👩‍👧", 2],
    ["❤️", 2],
    ["🇩🇪", 2],
    ["กาแฟ", 4],
    ["x̂y", 2],
    ["", 0],
  ])("%s takes %i", (text, cells) => {
    expect(textCells(sanitize(text))).toBe(cells);
  });

  it("counts the quick way as the slow one", () => {
    const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
    const simple: string[] = [];
    for (let unit = 0x20; unit < 0x1_0000; unit++) {
      const char = String.fromCharCode(unit);
      if (!isSimple(char)) continue;
      simple.push(char);
      expect(graphemeCells(char), `U+${unit.toString(16)}`).toBe(1);
    }
    expect(simple.length).toBeGreaterThan(900);
    for (const text of [simple.join(""), simple.toReversed().join("")]) {
      expect(Array.from(segmenter.segment(text)).length).toBe(simple.length);
    }
  });

  it("loses nothing when it cuts text into graphemes", () => {
    fc.assert(
      fc.property(unicode(), (text) => {
        const clean = sanitize(text);
        expect(graphemes(clean).join("")).toBe(clean);
      }),
    );
  });
});
