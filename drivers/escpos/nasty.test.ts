/** Receipts that have broken other software: numbers and names as in our list of nasty cases. */
import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { type Mark, noPainter, type Painter, type PrintDocument, systemPainter } from "../../src/sdk.ts";
import { encodeDocument } from "./bytes/encode.ts";
import { PICTURES } from "./fixtures/pictures.ts";
import { modelIds } from "./models.ts";
import { interpret } from "./paper/interpret.ts";
import { createTokenizer } from "./paper/tokens.ts";
import { PROFILE_IDS, type ProfileId, profileFor } from "./profiles.ts";

type TextMark = Extract<Mark, { type: "text" }>;

/** Without fonts, unless a case is about them. */
const print = (document: PrintDocument, profile: string = "epson-tm-t20", painter: Painter = noPainter) => {
  const settings = profileFor(profile, undefined);
  const { bytes, degraded } = encodeDocument(document, settings, painter);
  return { bytes, degraded, paper: interpret(bytes, settings) };
};
const text = (content: string): PrintDocument[number] => ({ type: "text", runs: [{ text: content }] });
const textOf = (marks: readonly Mark[]): string[] =>
  marks.filter((mark): mark is TextMark => mark.type === "text").map((mark) => mark.text.join("").trim());
const wordsOn = (document: PrintDocument, profile?: ProfileId): string[] =>
  textOf(print(document, profile).paper.marks);
const bitsOf = (marks: readonly Mark[]) =>
  marks.flatMap((mark) => (mark.type === "raster" || mark.type === "code" ? [mark] : []));

/** Commands that text alone may make: modes, code table, end of line. */
const OF_TEXT = new Set(["1b40", "1c2e", "0a", "1b74", "1d21", "1b4d", "1b45", "1b2d", "1d42"]);
/** GS v */
const PICTURE = "1d76";
const commandsIn = (bytes: Uint8Array): string[] =>
  createTokenizer()
    .push(bytes)
    .flatMap((token) => {
      if (token.type === "text") return [];
      return [
        token.type === "unknown"
          ? "unknown"
          : Buffer.from(token.bytes.subarray(0, token.name > 0xff ? 2 : 1)).toString("hex"),
      ];
    });

describe("1: names that look like commands", () => {
  it.each([
    ["Zurück ←p0ab", "Zurück <-p0ab"],
    ["A ↔ B", "A <-> B"],
    ["§ 19 UStG", "§ 19 UStG"],
    ["\u001b@reset", "@reset"],
    ["\u0010\u0014\u0008\u0001\u0003\u0014drawer", "drawer"],
    ["a\u2028b", "ab"],
    ["\u202eabc", "abc"],
    ["\u001bp\u0000\u0019\u00fa", "pú"],
    ["☺ ► ¶", "? ? ¶"],
  ])("%j prints as %s and does nothing else", (name, printed) => {
    const { paper, bytes } = print([text(name)]);
    expect(textOf(paper.marks)).toEqual([printed]);
    expect(paper.marks.every((mark) => mark.type === "text")).toBe(true);
    expect(commandsIn(bytes).filter((command) => !OF_TEXT.has(command))).toEqual([]);
  });

  it.each(PROFILE_IDS)("no text of Unicode makes a byte below 20 outside commands on %s", (profile) => {
    const any = fc.string({ unit: "binary", maxLength: 80 });
    fc.assert(
      fc.property(any, (content) => {
        const { bytes, paper } = print([text(content)], profile);
        expect(commandsIn(bytes).filter((command) => !OF_TEXT.has(command))).toEqual([]);
        expect(paper.unknown).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("nor when letters are drawn: a picture is all that may be added", () => {
    const any = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(any, (content) => {
        const { bytes, paper } = print([text(content)], "epson-tm-t20", systemPainter);
        expect(commandsIn(bytes).filter((command) => command !== PICTURE && !OF_TEXT.has(command))).toEqual(
          [],
        );
        expect(paper.unknown).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it("not one character of Unicode does", () => {
    const characters: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10_ffff; codePoint++) {
      const char = String.fromCodePoint(codePoint);
      // Most of the code space is unassigned or private: one in 61 of those stands for the rest.
      if (codePoint % 61 === 0 || !/[\p{Cn}\p{Co}]/u.test(char)) characters.push(char);
    }
    expect(characters.length).toBeGreaterThan(150_000);
    for (let first = 0; first < characters.length; first += 1_000) {
      const every = characters.slice(first, first + 1_000).join("\n");
      const { bytes } = print([text(every)]);
      const odd = commandsIn(bytes).filter((command) => !OF_TEXT.has(command));
      expect(odd, `from U+${characters[first]?.codePointAt(0)?.toString(16)}`).toEqual([]);
    }
  });
});

describe("2: euro, quote and ligature", () => {
  it.each([
    ["epson-tm-t20", "€ ’ œ"],
    ["xprinter-80", "€ ’ œ"],
    ["generic-58", "€ ’ œ"],
  ] as const)("%s prints them in one line, after a cut and after a reset", (profile, expected) => {
    const again: PrintDocument = [
      text("€ ’ œ"),
      { type: "cut" },
      text("€ ’ œ"),
      { type: "raw", bytes: "G0A=" },
      text("€ ’ œ"),
    ];
    expect(wordsOn(again, profile)).toEqual([expected, expected, expected]);
  });

  it("switches tables where no single one has all, and each letter comes out", () => {
    expect(wordsOn([text("€ ł Ω Ж ─ ’")]).join("")).toBe("€ ł Ω Ж ─ ’");
  });
});

/** A menu line: name, price. */
const priced = (name: string, price: string): PrintDocument[number] => ({
  type: "row",
  cells: [
    { runs: [{ text: name }], width: "*" },
    { runs: [{ text: price }], width: 10, align: "right" },
  ],
});
/** Where the last letter of each line ends. */
const ends = (marks: readonly Mark[]): number[] =>
  marks.flatMap((mark) => (mark.type === "text" ? [mark.x + mark.text.length * mark.cellWidth] : []));

describe("3: a substitution that is longer", () => {
  it("leaves the price column where it was", () => {
    const { paper } = print([priced("œufs ½ dozen ½", "3,10 €")], "generic-58");
    expect(ends(paper.marks)).toEqual([384]);
  });
});

describe("4: scripts in a price table of 32 columns", () => {
  it.each(["咖啡 牛奶", "กาแฟเย็น", "قهوة 12", "👨‍👩‍👧‍👦 menu", "x̂ŷẑ", "ｶﾌｪ ﾗﾃ", "קפה"])(
    "%s leaves every price at the edge",
    (name) => {
      const { paper } = print([priced(name, "2.10"), priced(name.repeat(5), "2.10")], "generic-58");
      const lines = new Map(paper.marks.flatMap((mark) => (mark.type === "text" ? [[mark.y, mark]] : [])));
      const withPrice = [...lines.values()].filter((mark) => mark.text.join("").endsWith("2.10"));
      expect(withPrice.map((mark) => mark.x + mark.text.length * mark.cellWidth)).toEqual([384, 384]);
      expect(Math.max(...ends(paper.marks))).toBe(384);
    },
  );
});

describe("5: columns that do not fit", () => {
  it.each([
    ["five in 42", ["1234567890", "1234567890", "1234567890", "1234567890", "1234567890"], 10],
    ["wider than the paper", ["a", "b"], 60],
    ["a price wider than its column", ["-1.234.567,89"], 3],
  ])("%s: no line runs over the edge", (_, contents, width) => {
    const cells = contents.map((content) => ({ runs: [{ text: content }], width, align: "right" as const }));
    const { paper } = print([{ type: "row", cells }], "epson-tm-t88");
    expect(Math.max(...ends(paper.marks))).toBeLessThanOrEqual(42 * 12);
    const letters = textOf(paper.marks).join("").replaceAll(" ", "");
    expect(letters.length).toBe(contents.join("").length);
  });
});

describe("6: QR codes", () => {
  it.each([
    ["UTF-8", "Crème 3 €"],
    ["a NUL inside", "a\u0000b"],
    ["252 bytes, just below the carry of its length", "x".repeat(252)],
    ["253 bytes, at the carry", "x".repeat(253)],
    ["254 bytes, above it", "x".repeat(254)],
    ["2953 bytes", "x".repeat(2_953)],
    ["what looks like a drawer command", "\u0010\u0014\u0001\u0000\u0001"],
  ])("%s", (_, data) => {
    const { paper } = print([{ type: "qr", data }, text("after")]);
    expect(paper.unknown).toBe(0);
    expect(textOf(paper.marks)).toEqual(["after"]);
    const [code] = bitsOf(paper.marks);
    if (code?.type === "code") expect(code.data).toBe(data);
    expect((code?.widthDots ?? 9_999) <= 576).toBe(true);
  });

  it("draws instead of sending what a printer would obey", () => {
    const { degraded, paper, bytes } = print([{ type: "qr", data: "\u0010\u0014\u0001\u0000\u0001" }]);
    expect(degraded.map(({ type }) => type)).toEqual(["drawn"]);
    expect(paper.marks.map(({ type }) => type)).toEqual(["raster"]);
    expect(Buffer.from(bytes).toString("hex")).not.toMatch(/^(..)*10(04|05|14)/);
  });

  it("prints as text what no QR code holds", () => {
    const { degraded } = print([{ type: "qr", data: "€".repeat(2_000) }]);
    expect(degraded).toEqual([
      { block: 0, type: "dropped", detail: "no QR code: 6000 bytes are more than one holds" },
    ]);
  });
});

describe("7: barcodes", () => {
  it.each(["aB-12{3}", "{A{B", "1234567", "ab123456cd", "\u001d0104006381333931", "x~ !"])(
    "Code 128 of %j",
    (data) => {
      const { paper } = print([{ type: "barcode", symbology: "code128", data, moduleDots: 2 }]);
      expect(paper.marks).toEqual([expect.objectContaining({ type: "code", symbology: "code128", data })]);
      expect(paper.unknown).toBe(0);
    },
  );

  it("never lets digits spell a command to the printer", () => {
    // In code set C "16" and "04" are the bytes 10 04: send status, at once.
    const { paper, bytes } = print([{ type: "barcode", symbology: "code128", data: "99160416201605" }]);
    expect(Buffer.from(bytes).toString("hex")).not.toMatch(/^(..)*10(04|05|14)/);
    expect(paper.marks).toEqual([expect.objectContaining({ data: "99160416201605" })]);
  });

  it("narrows what is wider than the paper, and prints as text what stays too wide", () => {
    const narrowed = print([
      { type: "barcode", symbology: "code128", data: "ABCDEFGHIJKLMNOP", moduleDots: 4 },
    ]);
    expect(narrowed.degraded.map(({ type }) => type)).toEqual(["substituted"]);
    const wide = print([{ type: "barcode", symbology: "code128", data: "A".repeat(80) }]);
    expect(wide.degraded.map(({ type }) => type)).toEqual(["dropped"]);
    expect(textOf(wide.paper.marks).join("")).toBe("A".repeat(80));
  });

  it("prints an EAN-13 with a wrong check digit as text", () => {
    const { paper, degraded } = print([{ type: "barcode", symbology: "ean13", data: "4006381333930" }]);
    expect(textOf(paper.marks)).toEqual(["4006381333930"]);
    expect(degraded.map(({ type }) => type)).toEqual(["dropped"]);
  });
});

describe("8: pictures", () => {
  const png = (width: number, height: number, rgba: readonly number[]): string => {
    const image = new PNG({ width, height });
    for (let i = 0; i < width * height; i++) image.data.set(rgba, i * 4);
    return PNG.sync.write(image).toString("base64");
  };
  const rows = (document: PrintDocument) => {
    const { paper } = print(document);
    return {
      widths: bitsOf(paper.marks).map(({ widthDots }) => widthDots),
      height: paper.heightDots,
      unknown: paper.unknown,
    };
  };

  it.each([
    ["wider than the head", 1_200, 600, { widths: [576, 576], height: 288, unknown: 0 }],
    ["of one pixel", 1, 1, { widths: [8], height: 1, unknown: 0 }],
    ["of 4000 rows", 16, 4_000, { widths: Array.from({ length: 16 }, () => 16), height: 4_000, unknown: 0 }],
  ])("%s", (_, width, height, expected) => {
    expect(rows([{ type: "image", png: png(width, height, [0, 0, 0, 255]) }])).toEqual(expected);
  });

  it.each<[string, PrintDocument[number], string]>([
    ["that is transparent leaves the paper white", { type: "image", png: png(16, 1, [0, 0, 0, 0]) }, "0000"],
    [
      "half transparent is gray, not black",
      { type: "image", png: png(8, 1, [0, 0, 0, 60]), dither: "threshold" },
      "00",
    ],
    ["of 16 bits a colour", { type: "image", png: PICTURES.png16 }, "f0"],
    ["a JPEG", { type: "image", jpeg: PICTURES.jpeg, dither: "threshold" }, "ff00".repeat(16)],
    [
      "a JPEG for a printing press",
      { type: "image", jpeg: PICTURES.cmykJpeg, dither: "threshold" },
      "ff00".repeat(16),
    ],
  ])("%s", (_, image, expected) => {
    const { paper, degraded } = print([image]);
    expect(bitsOf(paper.marks).map(({ bits }) => Buffer.from(bits).toString("hex"))).toEqual([expected]);
    expect(degraded).toEqual([]);
  });

  it("a JPEG that claims to be huge, or is cut off, is refused before it fills the memory", () => {
    const huge = Buffer.from(PICTURES.jpeg, "base64");
    huge.writeUInt32BE(0xffff_ffff, huge.indexOf(Buffer.from("ffc0", "hex")) + 5);
    const cutOff = Buffer.from(PICTURES.jpeg, "base64").subarray(0, 40);
    expect(
      print([{ type: "image", jpeg: huge.toString("base64") }]).degraded.map(({ detail }) => detail),
    ).toEqual(["no picture: the picture has 4294836225 pixels, 8000000 are the most"]);
    expect(print([{ type: "image", jpeg: cutOff.toString("base64") }]).degraded).toHaveLength(1);
  });

  it("holds no bytes that a printer would obey: one dot moves by one", () => {
    // Dots 3 and 13 of each row are the bytes 10 04, "send status".
    const image = new PNG({ width: 16, height: 4 });
    for (let y = 0; y < 4; y++) for (const x of [3, 13]) image.data.set([0, 0, 0, 255], (y * 16 + x) * 4);
    const { bytes, paper } = print([
      { type: "image", png: PNG.sync.write(image).toString("base64"), dither: "threshold" },
    ]);
    expect(Buffer.from(bytes).toString("hex")).not.toMatch(/^(..)*10(04|05|14)/);
    expect(bitsOf(paper.marks).map(({ bits }) => Buffer.from(bits).toString("hex"))).toEqual([
      "2004".repeat(4),
    ]);
  });
});

describe("16: a printer that calls itself TM-T88V and is none", () => {
  const euro: PrintDocument = [text("13,80 €"), { type: "qr", data: "A-118" }, { type: "cut" }];

  it.each(modelIds())("%s, named in the config, prints its euro by a table that has one", (model) => {
    const profile = profileFor(model, undefined);
    const { bytes } = encodeDocument(euro, profile, noPainter);
    const { marks, unknown } = interpret(bytes, profile);
    expect(textOf(marks)[0]).toMatch(/^13,80 (€|EUR)$/);
    expect(unknown).toBe(0);
    // ESC t 19 is CP858 on some, CP772 or nothing on others.
    const has858 = profile.codePages[19] === "CP858";
    expect(commandsIn(bytes)).toContain("1b40");
    expect(has858 || !Buffer.from(bytes).toString("hex").includes("1b7413")).toBe(true);
  });

  it("gets its QR code drawn, where it knows no GS ( k", () => {
    expect(profileFor("POS-5890", undefined).qr).toBe(false);
    expect(commandsIn(print(euro, "POS-5890").bytes)).toContain("1d76");
    expect(commandsIn(print(euro, "POS-5890").bytes)).not.toContain("1d28");
  });

  it("gets words for a QR code, where it prints no pictures either", () => {
    const { paper, degraded } = print(euro, "TM-U220B");
    expect(textOf(paper.marks)).toEqual(["13,80 EUR", "A-118"]);
    expect(degraded.map(({ type }) => type)).toContain("dropped");
  });
});
