import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../../core/receipt.ts";
import { sanitize } from "../text/cells.ts";
import { noPainter } from "../text/painter.ts";
import type { Abilities } from "./abilities.ts";
import { createPlanner } from "./plan.ts";

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);
const ABLE: Abilities = {
  ...{
    widthDots: 384,
    mostTimes: 6,
    pictures: true,
    cutter: true,
    tearOffLines: 3,
    drawer: true,
    buzzer: true,
  },
  fonts: { A: { cellDots: 12, heightDots: 24 }, B: { cellDots: 9, heightDots: 17 } },
  lineDots: 30,
  text: {
    fit: (text, { canDraw, onSubstitute }) =>
      sanitize(text).replaceAll(/[^\n -~]/g, (letter) => {
        if (!canDraw(letter)) onSubstitute(letter, "?");
        return canDraw(letter) ? letter : "?";
      }),
    holds: isAscii,
    isPlain: isAscii,
    rules: { single: "-", double: "=" },
  },
  ...{ qr: () => true, ean13: () => true, code128: ([first]) => first },
};
const UNABLE: Abilities = {
  ...{ ...ABLE, pictures: false, cutter: false, drawer: false, buzzer: false, mostTimes: 1 },
  ...{ qr: () => false, ean13: () => false, code128: () => undefined },
};
const DRAWS: Abilities = { ...UNABLE, pictures: true };
const kinds = (document: PrintDocument, abilities: Abilities): string[] =>
  createPlanner(abilities, noPainter)(document).steps.map(({ type }) => type);
const told = (document: PrintDocument, abilities: Abilities): string[] =>
  createPlanner(
    abilities,
    noPainter,
  )(document).degraded.map(({ block, type, detail }) => `${block} ${type}: ${detail}`);

const image = new PNG({ width: 16, height: 4 });
const EVERYTHING: PrintDocument = [
  { type: "text", runs: [{ text: "Tea", width: 2 }] },
  { type: "qr", data: "https://example.com" },
  { type: "barcode", symbology: "ean13", data: "4006381333931" },
  { type: "barcode", symbology: "code128", data: "A-1", text: true },
  { type: "image", png: PNG.sync.write(image).toString("base64") },
  { type: "drawer" },
  { type: "cut" },
];

describe("a plan", () => {
  it("leaves to the printer what it can do itself", () => {
    expect(kinds(EVERYTHING, ABLE)).toEqual(["line", "qr", "ean13", "code128", "picture", "drawer", "cut"]);
    expect(told(EVERYTHING, ABLE)).toEqual([]);
  });
  it("draws codes for a printer that prints pictures only, with their words below", () => {
    expect(kinds(EVERYTHING, DRAWS)).toEqual([
      "line",
      "picture",
      "picture",
      "picture",
      "line",
      "picture",
      "feed",
    ]);
    expect(told(EVERYTHING, DRAWS).filter((line) => line.includes("drawn"))).toEqual([
      "1 drawn: QR code drawn as a picture",
      "2 drawn: barcode drawn as a picture",
      "3 drawn: barcode drawn as a picture",
    ]);
  });
  it("says in words what a printer without pictures cannot show, and tells all of it", () => {
    expect(kinds(EVERYTHING, UNABLE)).toEqual(["line", "line", "line", "line", "feed"]);
    expect(told(EVERYTHING, UNABLE)).toEqual([
      "0 substituted: letters no larger than 1 times the normal size: the printer has none larger",
      "1 dropped: no QR code: this printer has none, and prints no pictures",
      "2 dropped: no barcode: this printer has none, and prints no pictures",
      "3 dropped: no barcode: this printer has none, and prints no pictures",
      "4 dropped: no picture: this printer prints none",
      "5 dropped: no drawer: this printer has no port for one",
      "6 dropped: no cut: this printer has no cutter",
    ]);
  });
  it("makes a code as large as the paper holds", () => {
    const [step] = createPlanner(
      ABLE,
      noPainter,
    )([{ type: "qr", data: "x".repeat(300), moduleDots: 16 }]).steps;
    expect(step).toMatchObject({ type: "qr", modules: 69, moduleDots: 5 });
  });
  it("prints the text of a barcode that is none", () => {
    const bad: PrintDocument = [{ type: "barcode", symbology: "ean13", data: "4006381333932" }];
    expect(kinds(bad, ABLE)).toEqual(["line"]);
    expect(told(bad, ABLE)).toMatchObject([expect.stringContaining("check digit")]);
  });
  it("is the same each time", () => {
    const plan = createPlanner(DRAWS, noPainter);
    expect(plan(EVERYTHING)).toEqual(plan(EVERYTHING));
  });
});
