import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { type Mark, noPainter, type Painter, type PrintDocument } from "../../../src/sdk.ts";
import { labelConfig } from "../config.ts";
import { stockOf } from "../stock.ts";
import { createEncoder } from "./encode.ts";
import { countLabels, interpret } from "./interpret.ts";
import { commandsOf } from "./tokens.ts";

const SHELF = { widthMm: 57, heightMm: 32 };
const said = (mark: Mark): string => {
  switch (mark.type) {
    case "text":
      return mark.text.join("");
    case "code":
      return `${mark.symbology} ${mark.data}`;
    case "raster":
      return `raster ${mark.widthDots}x${mark.heightDots}`;
    case "cut":
      return "end";
    case "drawer":
      return "drawer";
    case "buzzer":
      return `buzzer ${mark.times}`;
  }
};
function print(document: PrintDocument, options: object = {}, painter?: Painter) {
  const stock = stockOf(labelConfig.parse({ ...SHELF, ...options }));
  const { bytes, degraded } = createEncoder(stock, painter)(document);
  const paper = interpret(bytes, stock);
  const zpl = Buffer.from(bytes).toString("utf8");
  return { zpl, degraded, paper, labels: countLabels(bytes), said: paper.marks.map(said) };
}
const text = (words: string): PrintDocument[number] => ({ type: "text", runs: [{ text: words }] });

describe("words on a label", () => {
  it("are the words that were asked for, in any script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), (words) => {
        const { paper } = print([text(`a${words}z`)], { widthMm: 200, heightMm: 900 }, noPainter);
        const read = paper.marks.flatMap((mark) => (mark.type === "text" ? mark.text : [])).join("");
        expect(read.startsWith("a")).toBe(true);
        expect(read.endsWith("z")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
  it("never become commands", () => {
    const plain = namesOf("a");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (words) => {
        const names = namesOf(`^XZ~JA_5E${words}`);
        // A picture of what the printer has no letter for is no command of the text.
        expect(names.filter((name) => !plain.includes(name) && name !== "GF")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
  it.each(["Grüße", "13,80 €", "Привет", "Ελλάδα", "a_b^c~d", "100% & more"])("%s", (words) => {
    expect(print([text(words)]).said).toEqual([words, "end"]);
  });
  it.each(["日本", "قهوة", "☕"])("%s is drawn, for font 0 has no such letters", (words) => {
    const { said, degraded } = print([text(words)]);
    expect(said).toEqual([expect.stringMatching(/^raster \d+x30$/), "end"]);
    expect(degraded).toMatchObject([{ block: 0, type: "drawn" }]);
  });
  it.each([
    ["日本", ["日本", "end"]],
    ["قهوة", [expect.stringContaining("raster"), "end"]],
    ["☕", [expect.stringContaining("raster"), "end"]],
  ])("%s with the shop's own font", (words, expected) => {
    expect(print([text(words)], { font: "E:TT0003M_.FNT" }).said).toEqual(expected);
  });
  it("that no font has become question marks, and that is told", () => {
    const stock = stockOf(labelConfig.parse(SHELF));
    const { bytes, degraded } = createEncoder(stock, noPainter)([text("日本")]);
    expect(interpret(bytes, stock).marks.map(said)).toEqual(["????", "end"]);
    expect(degraded).toMatchObject([{ type: "substituted" }, { type: "substituted" }]);
  });
  it("keep prices at the right edge", () => {
    const row: PrintDocument = [
      {
        type: "row",
        cells: [
          { width: "*", runs: [{ text: "Tea" }] },
          { width: 8, align: "right", runs: [{ text: "3.80" }] },
        ],
      },
    ];
    const { paper } = print(row);
    const price = paper.marks.find((mark) => said(mark) === "3.80");
    expect(price).toMatchObject({ x: 37 * 12 - 4 * 12 });
  });
  it("use the font that the shop put on the printer", () => {
    expect(print([text("Tea")], { font: "E:TT0003M_.FNT" }).zpl).toContain("^A@N,24,20,E:TT0003M_.FNT");
  });
});

function namesOf(words: string): string[] {
  const { zpl } = print([text(words)], { widthMm: 200, heightMm: 900 });
  return Array.from(commandsOf(Buffer.from(zpl, "utf8")), ({ name }) => name);
}

describe("what is on a label", () => {
  it("codes are the printer's own", () => {
    const { said, zpl, degraded } = print([
      { type: "qr", data: "https://example.com/ä^~", moduleDots: 3 },
      { type: "barcode", symbology: "ean13", data: "4006381333931", moduleDots: 2, heightDots: 40 },
      { type: "cut" },
      { type: "barcode", symbology: "code128", data: "AB12345678>x~", moduleDots: 2, text: true },
    ]);
    expect(said).toEqual([
      "qr https://example.com/ä^~",
      "ean13 4006381333931",
      "end",
      "code128 AB12345678>x~",
      "AB12345678>x~",
      "end",
    ]);
    expect(zpl).toContain("^BQN,2,3^FH^FDMA,");
    expect(degraded).toEqual([]);
  });
  it("a picture keeps its dots", () => {
    const image = new PNG({ width: 20, height: 10 });
    for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
    const png = PNG.sync.write(image).toString("base64");
    const { paper } = print([{ type: "image", png, dither: "threshold", align: "right" }]);
    expect(paper.marks[0]).toMatchObject({ type: "raster", x: 455 - 20, widthDots: 24, heightDots: 10 });
  });
  it("a cut begins the next label, and copies count", () => {
    const { labels, zpl, said } = print([text("Tea"), { type: "cut" }, text("Milk"), { type: "cut" }], {
      copies: 3,
    });
    expect(said).toEqual(["Tea", "end", "Milk", "end"]);
    expect(zpl.match(/\^PQ3/g)).toHaveLength(2);
    expect(labels).toBe(6);
  });
  it("what finds no place goes on with another label, and that is told", () => {
    const lines = Array.from({ length: 12 }, (_, i) => text(`line ${i}`));
    const { said, degraded } = print(lines);
    expect(said.filter((word) => word !== "end")).toEqual(lines.map((_, i) => `line ${i}`));
    expect(said.filter((word) => word === "end")).toHaveLength(2);
    expect(degraded).toMatchObject([
      { type: "substituted", detail: expect.stringContaining("another label") },
    ]);
  });
  it("has no drawer, and says so", () => {
    expect(print([text("Tea"), { type: "drawer" }]).degraded).toMatchObject([{ block: 1, type: "dropped" }]);
  });
  it("a till's own ZPL goes out as it is, and its labels are counted", () => {
    const raw =
      "^XA^CF0,30^FO10,20^FDTea^FS^FO10,60^BY2^BCN,50,Y^FD>;1234^FS^PQ4^XZ^XA^FO0,0^GB100,50,3^FS^XZ";
    const { zpl, labels, said } = print([{ type: "raw", bytes: Buffer.from(raw).toString("base64") }]);
    expect(zpl).toBe(raw);
    expect(labels).toBe(5);
    expect(said).toEqual(["Tea", "code128 1234", "1234", "end", "raster 100x50", "end"]);
  });
  it("reads any bytes", () => {
    const stock = stockOf(labelConfig.parse(SHELF));
    const command = fc.constantFrom(
      "^XA",
      "^XZ",
      "^FO1,1",
      "^FDx",
      "^FS",
      "^BQN,2,4",
      "^BCN,9",
      "^BEN",
      "^GFA,4,4,1,",
      "^GB9",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(command, fc.string({ unit: "binary" }))), (parts) => {
        expect(interpret(Buffer.from(parts.join("")), stock).heightDots).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
