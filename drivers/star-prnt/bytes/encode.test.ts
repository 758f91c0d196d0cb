import fc from "fast-check";
import { PNG as PngImage } from "pngjs";
import { describe, expect, it } from "vitest";
import { type Mark, noPainter, type PrintDocument } from "../../../src/sdk.ts";
import { interpret } from "../paper/interpret.ts";
import { createTokenizer } from "../paper/tokens.ts";
import { DIALECTS, profileFor } from "../profiles.ts";
import { encodeDocument } from "./encode.ts";

const PROFILES = {
  prnt: profileFor("mc-print3", undefined),
  line: profileFor("tsp650ii", undefined),
  graphic: profileFor("tsp100", undefined),
  impact: profileFor("sp700", undefined),
};
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
const print = (document: PrintDocument, dialect: keyof typeof PROFILES = "prnt") => {
  const { bytes, degraded, tailBytes } = encodeDocument(document, PROFILES[dialect]);
  const paper = interpret(bytes, PROFILES[dialect]);
  return { bytes, tailBytes, degraded, paper, said: paper.marks.map(said) };
};
/** 16 x 30 black dots. */
const PNG = blackPng(16, 30);

function blackPng(width: number, height: number): string {
  const image = new PngImage({ width, height });
  image.data.fill(0);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  return PngImage.sync.write(image).toString("base64");
}

/** Code tables, and pictures of letters that are in none, on their place. */
const HARMLESS = ["ESC GS t", "LF", "ESC GS S", "ESC k", "ESC 0", "ESC 1", "ESC z", "ESC GS a"];

describe("text for a Star printer", () => {
  it.each(["prnt", "line", "impact"] as const)(
    "never opens a drawer, cuts or feeds by itself (%s)",
    (dialect) => {
      const plain = commandsOf("", dialect);
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
          const { commands, unknown } = commandsOf(name, dialect);
          expect(unknown).toBe(0);
          const extra = commands.filter((command) => !plain.commands.includes(command));
          expect(extra.filter((command) => !HARMLESS.includes(command))).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
  );
  it.each(["←p0ab", "§ 19 UStG", "\u001b@", "\u0007\u001a\u001c\u0017", "\u202e"])(
    "prints %j as words",
    (name) => {
      const { paper } = print([{ type: "text", runs: [{ text: name }] }]);
      expect(paper.marks.map(({ type }) => type).filter((type) => type !== "text")).toEqual([]);
      expect(paper.unknown).toBe(0);
    },
  );
  it.each([
    ["13,80 €", ["13,80 €"]],
    ["Crème brûlée", ["Crème brûlée"]],
    ["Привет", ["Привет"]],
    ["Žluťoučký", ["Žluťoučký"]],
  ])("prints %s from the table that holds it", (text, lines) => {
    expect(print([{ type: "text", runs: [{ text }] }]).said).toEqual(lines);
  });
  it("says what it printed instead, where the machine has no fonts or the printer no pictures", () => {
    const document: PrintDocument = [{ type: "text", runs: [{ text: "日本" }] }];
    for (const [profile, painter] of [
      [PROFILES.prnt, noPainter],
      [PROFILES.impact, undefined],
    ] as const) {
      const { bytes, degraded } = encodeDocument(document, profile, painter);
      expect(interpret(bytes, profile).marks.map(said)).toEqual(["????"]);
      expect(degraded).toMatchObject([{ type: "substituted" }, { type: "substituted" }]);
    }
  });
  it.each(["prnt", "line", "graphic"] as const)(
    "draws a line with letters that the printer lacks, as high as any other (%s)",
    (dialect) => {
      const words = (text: string): PrintDocument[number] => ({ type: "text", runs: [{ text }] });
      const { paper, degraded } = print([words("咖啡 قهوة ☕"), words("Tea")], dialect);
      const [drawn, next] = paper.marks;
      const [, plain] = print([words("Coffee"), words("Tea")], dialect).paper.marks;
      expect(drawn?.type).toBe("raster");
      expect(next).toMatchObject({ type: plain?.type, y: plain?.y });
      expect(degraded).toMatchObject([{ block: 0, type: "drawn" }]);
    },
  );
  it("keeps prices in their column, in both fonts and in double width", () => {
    const row = (font: "A" | "B"): PrintDocument[number] => ({
      type: "row",
      cells: [
        { width: "*", runs: [{ text: "Tea", font }] },
        { width: 8, align: "right", runs: [{ text: "3.80", font }] },
      ],
    });
    const { paper } = print([row("A"), row("B")]);
    const prices = paper.marks.filter((mark) => mark.type === "text" && mark.text.join("").endsWith("3.80"));
    const ends = prices.map((mark) =>
      mark.type === "text" ? mark.x + mark.text.length * mark.cellWidth : 0,
    );
    expect(ends).toEqual([576, 576]);
  });
  it("prints letters that are too large as large as it can, and reports it", () => {
    const { degraded, paper } = print([{ type: "text", runs: [{ text: "A", width: 8, height: 8 }] }]);
    expect(paper.marks).toMatchObject([{ type: "text", cellWidth: 72, cellHeight: 144 }]);
    expect(degraded).toMatchObject([{ type: "substituted", detail: expect.stringContaining("6 times") }]);
  });
});

function commandsOf(name: string, dialect: "prnt" | "line" | "impact") {
  const { bytes } = encodeDocument([{ type: "text", runs: [{ text: name }] }], PROFILES[dialect]);
  const tokens = createTokenizer().push(bytes);
  return {
    commands: tokens.flatMap((token) => (token.type === "command" ? [token.name] : [])),
    unknown: tokens.filter(({ type }) => type === "unknown").length,
  };
}

const EVERYTHING: PrintDocument = [
  { type: "text", runs: [{ text: "Tea" }] },
  { type: "qr", data: "https://example.com" },
  { type: "barcode", symbology: "ean13", data: "4006381333931" },
  { type: "barcode", symbology: "code128", data: "A-100%" },
  { type: "image", png: PNG },
  { type: "drawer" },
  { type: "cut", mode: "full" },
];

describe("the dialects", () => {
  it("StarPRNT and Line mode print codes by themselves", () => {
    const expected = ["Tea", "qr https://example.com", "ean13 4006381333931", "code128 A-100%"];
    for (const dialect of ["prnt", "line"] as const)
      expect(print(EVERYTHING, dialect).said.filter((word) => word !== "picture")).toEqual([
        ...expected,
        "drawer 2 100",
        "cut full",
      ]);
  });
  it("Graphic mode draws all of it", () => {
    const { said, degraded, paper } = print(EVERYTHING, "graphic");
    expect(said.filter((word) => word !== "picture")).toEqual(["drawer 2 100", "cut full"]);
    expect(degraded.map(({ detail }) => detail)).toEqual([
      "QR code drawn as a picture",
      "barcode drawn as a picture",
      "barcode drawn as a picture",
    ]);
    expect(paper.unknown).toBe(0);
  });
  it("dot impact printers print text, and say what they left out", () => {
    const { said, degraded } = print(EVERYTHING, "impact");
    expect(said).toEqual([
      "Tea",
      "https://example.com",
      "4006381333931",
      "A-100%",
      "drawer 2 100",
      "cut full",
    ]);
    expect(degraded.map(({ type }) => type)).toEqual(["dropped", "dropped", "dropped", "dropped"]);
  });
  it.each(["prnt", "line", "graphic"] as const)("a picture keeps its dots (%s)", (dialect) => {
    const { paper } = print([{ type: "image", png: PNG, dither: "threshold" }], dialect);
    const dots = paper.marks.flatMap((mark) => (mark.type === "raster" ? [...mark.bits] : []));
    const black = dots.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
    expect(black).toBe(16 * 30);
  });
  it("draws what is larger than the printer's own codes", () => {
    const { degraded } = print([
      { type: "qr", data: "a", moduleDots: 12 },
      { type: "barcode", symbology: "code128", data: "ab", moduleDots: 5 },
    ]);
    expect(degraded.map(({ type }) => type)).toEqual(["drawn", "drawn"]);
  });
  it.each(DIALECTS)("the tail of a job is its last cut and what follows it (%s)", (dialect) => {
    const document: PrintDocument = [
      { type: "text", runs: [{ text: "Tea" }] },
      { type: "cut" },
      { type: "drawer", pin: 5 },
    ];
    const { bytes, tailBytes } = print(document, dialect);
    const tail = interpret(bytes.subarray(bytes.length - tailBytes), PROFILES[dialect]).marks.map(said);
    expect(tail).toEqual(["cut partial", "drawer 5 200"]);
    const body = interpret(bytes.subarray(0, bytes.length - tailBytes), PROFILES[dialect]).marks.map(said);
    expect(body).toHaveLength(1);
  });
  it("a job that ends in text has no tail", () => {
    expect(print([{ type: "cut" }, { type: "text", runs: [{ text: "Tea" }] }]).tailBytes).toBe(0);
  });
  it("says all modes again behind bytes of others", () => {
    const raw = Buffer.from([0x1b, 0x45, 0x1b, 0x69, 1, 1, 0x1b, 0x1d, 0x61, 2]).toString("base64");
    const { paper } = print([
      { type: "raw", bytes: raw },
      { type: "text", runs: [{ text: "Tea" }] },
    ]);
    expect(paper.marks).toMatchObject([{ type: "text", x: 0, bold: false, cellWidth: 12 }]);
  });
});
