import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { noPainter, type PrintDocument } from "../../../src/sdk.ts";
import { type ProfileId, profileFor } from "../profiles.ts";
import { encodeDocument } from "./encode.ts";

const encode = (document: PrintDocument, profile: ProfileId = "epson-tm-t20") =>
  encodeDocument(document, profileFor(profile, undefined), noPainter);
/** Without ESC @ and FS . that begin each job. */
const hex = (document: PrintDocument, profile: ProfileId = "epson-tm-t20"): string => {
  const text = Buffer.from(encode(document, profile).bytes).toString("hex");
  expect(text.startsWith("1b401c2e")).toBe(true);
  return text.slice(8);
};
const text = (content: string, style: object = {}): PrintDocument[number] => ({
  type: "text",
  runs: [{ text: content, ...style }],
});

const bars = (symbology: "ean8" | "upca" | "upce" | "gs1-128", data: string): PrintDocument[number] => ({
  ...{ type: "barcode", symbology, data },
});
/** GS h, GS w, GS H, GS f. */
const LOOK = "1d6850 1d7703 1d4800 1d6600";

describe("bytes of a job", () => {
  // Epson, ESC/POS Command Reference: the command's own page.
  it.each([
    ["LF ends a line", [text("Tea")], "5465610a"],
    ["ESC t before the first letter beyond ASCII", [text("Café")], "436166 1b7410 e9 0a"],
    [
      "no switch while a table lasts",
      [text("é"), text("€ ’ œ")],
      "1b7410 e90a 8020922 09c0a".replaceAll(" ", ""),
    ],
    [
      "ESC t only where the table lacks the next letter",
      [text("Tee ├ Żur"), text("Пиво é")],
      "54656520 1b7412 c3 20 bd 7572 0a 1b7411 8fa8a2ae 20 1b7410 e9 0a",
    ],
    [
      "GS ! for size, back to normal after",
      [text("A", { width: 2, height: 3 }), text("B")],
      "1d2112 410a 1d2100 420a",
    ],
    [
      "ESC E, ESC -, GS B, ESC M",
      [text("A", { bold: true, underline: true, invert: true, font: "B" })],
      "1b4d01 1b4501 1b2d01 1d4201 410a",
    ],
    ["ESC d", [{ type: "feed", lines: 3 }], "1b6403"],
    ["GS V 66 for a partial cut", [{ type: "cut" }], "1d564200 1c2e 1b6100"],
    ["GS V 65 for a full one", [{ type: "cut", mode: "full" }], "1d564100 1c2e 1b6100"],
    ["ESC p with both times", [{ type: "drawer", pin: 5, pulseMs: 200 }], "1b7001 64fa"],
    ["ESC p, whose pause is never shorter than its pulse", [{ type: "drawer", pulseMs: 500 }], "1b7000 fafa"],
    ["raw bytes as they are", [{ type: "raw", bytes: "G0AK" }], "1b400a 1c2e 1b6100"],
    [
      "GS k 73 with code sets",
      [
        {
          type: "barcode",
          symbology: "code128",
          data: "AB123456",
          moduleDots: 2,
          heightDots: 50,
          text: true,
        },
      ],
      "1d6832 1d7702 1d4802 1d6600 1d6b49 09 7b42 4142 7b43 0c2238",
    ],
    [
      "GS k 67 with its check digit",
      [{ type: "barcode", symbology: "ean13", data: "400638133393" }],
      "1d6850 1d7703 1d4800 1d6600 1d6b43 0d 34303036333831333333393331",
    ],
    ["GS k 68 for EAN-8", [bars("ean8", "9638507")], `${LOOK} 1d6b44 08 3936333835303734`],
    ["GS k 65 for UPC-A", [bars("upca", "036000291452")], `${LOOK} 1d6b41 0c 303336303030323931343532`],
    [
      "GS k 66 with the UPC-A of a UPC-E",
      [bars("upce", "425261")],
      `${LOOK} 1d6b42 0c 303432313030303035323634`,
    ],
    [
      "GS1-128 as a Code 128 that begins with function 1",
      [bars("gs1-128", "(10)AB(01)04006381333931")],
      "1d6850 1d7702 1d4800 1d6600 1d6b49 14 7b42 7b31 31304142 7b31 7b43 0104003f5121271f",
    ],
    [
      "GS ( k for PDF417",
      [{ type: "pdf417", data: "é", moduleDots: 2, columns: 4 }],
      "1d286b0300304104 1d286b0300304200 1d286b0300304302 1d286b0300304403 1d286b040030453101 1d286b0300304600 1d286b0500305030 c3a9 1d286b0300305130",
    ],
    ["ESC ( A for the buzzer", [{ type: "buzzer", times: 3 }], "1b28410400 30 31 03 0a"],
    [
      "GS ( k with the length of its UTF-8",
      [{ type: "qr", data: "é", moduleDots: 4, correction: "Q", align: "center" }],
      "1b6101 1d286b0400314132 00 1d286b0300314304 1d286b0300314532 1d286b0500315030 c3a9 1d286b0300315130 1b6100",
    ],
  ] as [string, PrintDocument, string][])("%s", (_, document, expected) => {
    expect(hex(document)).toBe(expected.replaceAll(" ", ""));
  });

  it("sets a price at the edge with spaces, also behind small letters", () => {
    const document: PrintDocument = [
      {
        type: "row",
        cells: [
          { runs: [{ text: "Tea", font: "B" }], width: "*" },
          { runs: [{ text: "2.10" }], width: 8, align: "right" },
        ],
      },
    ];
    // 27 dots of text, 501 to the price: 1 space of font B (9) and 41 of font A (492).
    expect(hex(document)).toBe(`1b4d01${"546561"}20${"1b4d00"}${"20".repeat(41)}${"322e3130"}0a`);
  });

  it("says every mode again after a cut and after raw bytes, since it cannot know them", () => {
    const again = "1b4d001d21001b45001b2d001d4200";
    expect(hex([text("é"), { type: "cut" }, text("é")])).toBe(
      `1b7410e90a1d5642001c2e1b6100${again}1b7410e90a`,
    );
    expect(hex([{ type: "raw", bytes: "G3QT" }, text("é")])).toBe(`1b74131c2e1b6100${again}1b7410e90a`);
  });

  it("does not ask in how many pieces a till sends a line", () => {
    const run = fc.record({
      text: fc.string({ unit: fc.constantFrom("a", "b", " ", "é", "€", "ł", "—", "咖"), maxLength: 30 }),
      font: fc.constantFrom("A" as const, "B" as const),
      width: fc.constantFrom(1, 2),
      bold: fc.boolean(),
    });
    const align = fc.constantFrom("left" as const, "center" as const, "right" as const);
    const cell = fc.record({
      run,
      align,
      width: fc.oneof(fc.constant("*" as const), fc.integer({ min: 1, max: 30 })),
    });
    fc.assert(
      fc.property(run, align, fc.array(cell, { minLength: 1, maxLength: 4 }), (first, to, cells) => {
        const printed = (cut: (whole: typeof first) => (typeof first)[]) =>
          hex([
            { type: "text", runs: cut(first), align: to },
            {
              type: "row",
              cells: cells.map((one) => ({ runs: cut(one.run), align: one.align, width: one.width })),
            },
          ]);
        const inHalves = (whole: typeof first) => {
          const middle = Math.floor(whole.text.length / 2);
          return [
            { ...whole, text: whole.text.slice(0, middle) },
            { ...whole, text: whole.text.slice(middle) },
          ];
        };
        expect(printed((whole) => [whole])).toBe(printed(inHalves));
      }),
      { numRuns: 500 },
    );
  });

  it("begins anew after a document that could not be encoded", () => {
    expect(() => encode([text("lost"), { type: "raw", bytes: null as unknown as string }])).toThrow(
      TypeError,
    );
    expect(hex([text("Tea")])).toBe("5465610a");
  });

  it("is the same for the same document", () => {
    const document: PrintDocument = [text("Café"), { type: "qr", data: "A-118" }, { type: "cut" }];
    expect(encode(document)).toEqual(encode(document));
  });
});

describe("what cannot be printed as asked", () => {
  const kinds = (document: PrintDocument, profile: ProfileId = "epson-tm-t20") =>
    encode(document, profile).degraded.map(({ block, type, detail }) => `${block} ${type}: ${detail}`);

  it.each([
    ["says nothing when all is well", [text("Café 3 €"), { type: "qr", data: "x" }], "epson-tm-t20", []],
    ["names a letter once", [text("x"), text("ș ș")], "epson-tm-t20", ['1 substituted: "ș" printed as "s"']],
    [
      "draws codes for a printer that has none",
      [
        { type: "qr", data: "x" },
        { type: "barcode", symbology: "ean13", data: "4006381333931" },
      ],
      "generic-58",
      ["0 drawn: QR code drawn as a picture", "1 drawn: barcode drawn as a picture"],
    ],
    [
      "feeds where there is no cutter",
      [{ type: "cut" }],
      "generic-58",
      ["0 dropped: no cut: this printer has no cutter"],
    ],
    [
      "prints a wrong EAN-13 as text",
      [{ type: "barcode", symbology: "ean13", data: "4006381333932" }],
      "epson-tm-t20",
      ["0 dropped: no EAN-13: not 12 or 13 digits, or the check digit is wrong"],
    ],
    [
      "prints a code without data as text, also where there is no printer's own",
      [{ type: "qr", data: "" }, text("x")],
      "generic-58",
      ["0 dropped: no QR code: it would be empty"],
    ],
    [
      "says why a GS1-128 is none",
      [{ type: "barcode", symbology: "gs1-128", data: "(01)04006381333930" }],
      "epson-tm-t20",
      ["0 dropped: no GS1-128: the check digit of (01) is wrong"],
    ],
    [
      "draws a DataBar, and says why there is none",
      [
        { type: "barcode", symbology: "databar", data: "(01)09521234543213", moduleDots: 2 },
        { type: "barcode", symbology: "databar-limited", data: "milk" },
      ],
      "epson-tm-t20",
      ["0 drawn: barcode drawn as a picture", expect.stringMatching(/^1 dropped: no GS1 DataBar: .+/)],
    ],
    [
      "draws a PDF417 for a printer that has none, and prints as text what is too much for one",
      [
        { type: "pdf417", data: "A-118" },
        { type: "pdf417", data: "\u00e9".repeat(1_100) },
      ],
      "xprinter-80",
      ["0 drawn: PDF417 drawn as a picture", expect.stringMatching(/^1 dropped: no PDF417: .+/)],
    ],
    [
      "has no sound where there is no buzzer, and no logo that nobody stored",
      [{ type: "buzzer" }, { type: "logo", name: "café" }],
      "generic-58",
      [
        "0 dropped: no sound: this printer has no buzzer",
        '1 dropped: no logo: none is stored under the name "café"',
      ],
    ],
    [
      "leaves out a picture that is none",
      [{ type: "image", png: "AAAA" }, text("x")],
      "epson-tm-t20",
      ["0 dropped: no picture: the picture is no PNG and no JPEG"],
    ],
  ] as [string, PrintDocument, ProfileId, string[]][])("%s", (_, document, profile, expected) => {
    expect(kinds(document, profile)).toEqual(expected);
  });
});

describe("a logo", () => {
  const png = (width: number, height: number): string => {
    const image = new PNG({ width, height });
    image.data.fill(255);
    for (let i = 0; i < width; i++) image.data.set([0, 0, 0, 255], i * 4);
    return PNG.sync.write(image).toString("base64");
  };

  it("goes out as GS v 0, its rows padded to bytes", () => {
    expect(hex([{ type: "image", png: png(9, 2), align: "right" }])).toBe(
      "1b61021d763000020002 00ff800000 1b6100".replaceAll(" ", ""),
    );
  });

  it("goes out in bands of 255 rows at most, and none is lost", () => {
    const bytes = encode([{ type: "image", png: png(8, 600) }]).bytes;
    const heads = [
      ...Buffer.from(bytes)
        .toString("hex")
        .matchAll(/1d7630000100(..)(..)/g),
    ];
    expect(heads.map(([, low, high]) => Number.parseInt(`${high}${low}`, 16))).toEqual([255, 255, 90]);
    expect(bytes.length).toBe(4 + 3 * 8 + 600);
  });

  it("looks the same the second time, when it is not drawn again", () => {
    const document: PrintDocument = [{ type: "image", png: png(300, 100) }];
    expect(encode(document)).toEqual(encode(document));
  });
});
