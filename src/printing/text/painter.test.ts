/** Needs fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji. */
import { describe, expect, it } from "vitest";
import { type Bitmap, isBlack } from "../raster.ts";
import { graphemeCells, graphemes } from "./cells.ts";
import { noPainter, systemPainter } from "./painter.ts";

const cellsOf = (text: string): number => graphemes(text).reduce((sum, one) => sum + graphemeCells(one), 0);
const plain = { align: "left" as const, bold: false, underline: false, invert: false, cellWidth: 12 };
const draw = (text: string, style: object = {}, language = "ja"): Bitmap => {
  const width = cellsOf(text) * 12;
  const texts = [{ text, x: 0, y: 0, width, height: 24, ...plain, ...style }];
  return systemPainter.draw({ texts, widthDots: width, heightDots: 34, language });
};
const columnsOf = (bitmap: Bitmap, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) =>
    Array.from({ length: bitmap.heightDots }, (_, y) => (isBlack(bitmap, from + i, y) ? "#" : ".")).join(""),
  );
const inkOf = (bitmap: Bitmap): number =>
  columnsOf(bitmap, 0, bitmap.widthDots).join("").replaceAll(".", "").length;
const hex = (bitmap: Bitmap): string => Buffer.from(bitmap.bits).toString("hex");

describe("letters of the machine's fonts", () => {
  it.each([
    "é",
    "ş",
    "Ω",
    "Ж",
    "咖",
    "カ",
    "ｶ",
    "한",
    "ก",
    "ع",
    "ש",
    "क्षि",
    "☕",
    "👨‍👩‍👧‍👦",
    "🇩🇪",
    "x̂",
    "ế",
  ])("%s is there, and leaves ink in its cells", (letter) => {
    expect(systemPainter.has(letter)).toBe(true);
    expect(inkOf(draw(letter))).toBeGreaterThan(10);
  });

  it.each([
    ["an unassigned code point", "\u{e01f0}"],
    ["a private one", "\ue123"],
    ["a noncharacter", "\uffff"],
    ["a letter that shows nothing", "\u3164"],
    ["a joiner alone", "\u200d"],
  ])("%s is not there: no box is ever printed for it", (_, letter) => {
    expect(systemPainter.has(letter)).toBe(false);
    expect(noPainter.has("咖")).toBe(false);
  });

  it("joins Arabic letters", () => {
    // The same two letters, kept apart by a non-joiner.
    expect(hex(draw("بب"))).not.toBe(hex(draw("ب\u200cب")));
  });

  it("sets Hebrew from right to left: the first letter stands at the right", () => {
    const widthsOf = (word: string): number[] =>
      columnsOf(draw(word), 0, 24)
        .map((column) => (column.includes("#") ? "#" : " "))
        .join("")
        .trim()
        .split(/ +/)
        .map(({ length }) => length);
    // Vav is a stroke, shin is three.
    const [atLeft = 0, atRight = 0] = widthsOf("\u05d5\u05e9");
    expect(atLeft).toBeGreaterThan(2 * atRight);
    const [left = 0, right = 0] = widthsOf("\u05e9\u05d5");
    expect(right).toBeGreaterThan(2 * left);
  });

  it("keeps numbers in their order within Arabic", () => {
    const { widthDots } = draw("قهوة 12");
    // The number is read last, so it stands at the left.
    expect(columnsOf(draw("قهوة 12"), 0, widthDots)).not.toEqual(columnsOf(draw("قهوة 21"), 0, widthDots));
    expect(columnsOf(draw("قهوة 12"), 60, widthDots)).toEqual(columnsOf(draw("قهوة 21"), 60, widthDots));
  });

  it("writes Chinese letters as the receipt's language does", () => {
    expect(hex(draw("直", {}, "ja"))).not.toBe(hex(draw("直", {}, "zh-Hans")));
  });

  it("is bold, underlined and inverted where the text is", () => {
    const usual = inkOf(draw("咖啡"));
    expect(inkOf(draw("咖啡", { bold: true }))).toBeGreaterThan(usual * 1.1);
    expect(
      columnsOf(draw("咖啡", { underline: true }), 0, 48).every((column) => column.slice(22, 24) === "##"),
    ).toBe(true);
    expect(inkOf(draw("咖啡", { invert: true }))).toBe(48 * 24 - usual);
  });

  it("never leaves its cells, however large a letter is", () => {
    const texts = [{ text: "﷽ ௵", x: 24, y: 0, width: 36, height: 24, ...plain }];
    const bitmap = systemPainter.draw({ texts, widthDots: 120, heightDots: 34, language: "ja" });
    expect(columnsOf(bitmap, 0, 22).join("")).not.toContain("#");
    expect(columnsOf(bitmap, 62, 120).join("")).not.toContain("#");
  });
});
