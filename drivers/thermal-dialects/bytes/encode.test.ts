import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { Mark, PrintDocument } from "../../../src/sdk.ts";
import { MAKES, type MakeId, makeOf } from "../makes.ts";
import { createEncoder } from "./encode.ts";
import { interpret } from "./interpret.ts";
import { firstToken, type Token } from "./tokens.ts";

const COLUMNS = 48;
const said = (mark: Mark): string => {
  switch (mark.type) {
    case "text":
      return mark.text.join("");
    case "code":
      return `${mark.symbology} ${mark.data}`;
    case "raster":
      return "picture";
    case "cut":
      return `cut ${mark.mode}`;
    case "drawer":
      return `drawer ${mark.pin} ${mark.pulseMs}`;
    case "buzzer":
      return `buzzer ${mark.times}`;
  }
};
const ENCODERS = new Map(MAKES.map((make) => [make, createEncoder(makeOf(make), COLUMNS)] as const));
function print(document: PrintDocument, make: MakeId = "tanca") {
  const { bytes, degraded } = ENCODERS.get(make)?.(document) ?? { bytes: new Uint8Array(), degraded: [] };
  const paper = interpret(bytes, makeOf(make), COLUMNS);
  return { bytes, degraded, paper, said: paper.marks.map(said).filter((word) => word.trim() !== "") };
}
const text = (words: string): PrintDocument[number] => ({ type: "text", runs: [{ text: words }] });

function tokensOf(bytes: Uint8Array, make: MakeId): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (let token = firstToken(bytes, make); token; token = firstToken(bytes.subarray(at), make)) {
    tokens.push(token);
    at += token.bytes.length;
  }
  return tokens;
}

describe.each(MAKES)("a receipt for %s", (make) => {
  it("shows its words and its prices, bold and underlined", () => {
    const { said, paper } = print(
      [
        {
          type: "text",
          runs: [
            { text: "Crème", bold: true },
            { text: " 2", underline: true },
          ],
        },
        {
          type: "row",
          cells: [
            { width: "*", runs: [{ text: "Tea" }] },
            { width: 8, align: "right", runs: [{ text: "3.80" }] },
          ],
        },
        { type: "cut", mode: "full" },
      ],
      make,
    );
    expect(said.join("|").replaceAll(/ {2,}/g, " ")).toBe("Crème| 2|Tea 3.80|cut full");
    expect(paper.unknown).toBe(0);
    expect(paper.marks).toContainEqual(expect.objectContaining({ bold: true }));
    expect(paper.marks).toContainEqual(expect.objectContaining({ underline: true }));
  });
  it("never takes a name for a command", () => {
    const names = (words: string): string[] =>
      tokensOf(print([text(words)], make).bytes, make).flatMap((token) =>
        token.type === "command" ? [token.name] : [token.type],
      );
    const plain = names("a");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (words) => {
        const extra = names(`\u001bp0ab←${words}`).filter((name) => !plain.includes(name));
        // Code tables, and pictures of letters that are in none, on their place.
        expect(extra.filter((name) => !["ESC t", "ESC a", "GS v"].includes(name))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
  it("is the same each time", () => {
    expect(print([text("Tea")], make).bytes).toEqual(print([text("Tea")], make).bytes);
  });
  it("takes any bytes for a preview", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(interpret(bytes, makeOf(make), COLUMNS).heightDots).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("what the package gets wrong, and this does not", () => {
  it("one pulse on the pin that was asked for", () => {
    expect(print([{ type: "drawer", pin: 5, pulseMs: 200 }]).said).toEqual(["drawer 5 200"]);
  });
  it("letters twice as wide are wide, not high", () => {
    const { paper } = print([{ type: "text", runs: [{ text: "A", width: 2 }] }]);
    expect(paper.marks).toMatchObject([{ cellWidth: 24, cellHeight: 24 }]);
  });
  it("a QR code counts bytes, so that none of it is printed as text", () => {
    const { said, paper } = print([{ type: "qr", data: "Crème €" }, text("Tea")]);
    expect(said).toEqual(["qr Crème €", "Tea"]);
    expect(paper.unknown).toBe(0);
  });
  it("the code table is said again behind a cut", () => {
    expect(print([text("€"), { type: "cut" }, text("€")]).said).toEqual(["€", "cut partial", "€"]);
  });
  it("the euro stands where the printer has it, also behind letters of another table", () => {
    expect(print([text("Привет"), text("13,80 €"), text("’œ")]).said).toEqual(["Привет", "13,80 €", "’œ"]);
  });
  it("a wide picture keeps its width, in bands", () => {
    const image = new PNG({ width: 560, height: 300 });
    for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
    const { paper } = print([
      { type: "image", png: PNG.sync.write(image).toString("base64"), dither: "threshold" },
    ]);
    expect(paper.marks).toMatchObject([
      { type: "raster", widthDots: 560, heightDots: 255 },
      { type: "raster", widthDots: 560, heightDots: 45 },
    ]);
  });
});

describe("what a make cannot do is told", () => {
  const EVERYTHING: PrintDocument = [
    { type: "text", runs: [{ text: "Tea", width: 2 }] },
    { type: "qr", data: "https://example.com" },
    { type: "barcode", symbology: "ean13", data: "4006381333931" },
    { type: "barcode", symbology: "code128", data: "A-1" },
    { type: "drawer" },
  ];
  it.each(["tanca", "custom"] as const)("%s", (make) => {
    const { degraded, said } = print(EVERYTHING, make);
    expect(degraded.map(({ type }) => type)).toEqual(["drawn"]);
    expect(said).toEqual(["Tea", "qr https://example.com", "ean13 4006381333931", "picture", "drawer 2 100"]);
  });
  it.each(["daruma", "brother"] as const)("%s", (make) => {
    const { degraded, said } = print(EVERYTHING, make);
    expect(degraded.map(({ type }) => type)).toEqual([
      "substituted",
      "dropped",
      "dropped",
      "dropped",
      "dropped",
    ]);
    expect(said).toEqual(["Tea", "https://example.com", "4006381333931", "A-1"]);
  });
});
