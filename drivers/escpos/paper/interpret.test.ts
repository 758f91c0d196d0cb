import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { previewText } from "../../../src/printing/preview/preview-text.ts";
import type { Mark } from "../../../src/sdk.ts";
import { encodeDocument } from "../bytes/encode.ts";
import { FOREIGN_JOBS, fromHex } from "../fixtures/foreign.ts";
import { profileFor } from "../profiles.ts";
import { createInterpreter, interpret } from "./interpret.ts";

const T20 = profileFor("epson-tm-t20", undefined);
const read = (hex: string) => interpret(fromHex(hex), T20);
const said = (mark: Mark): string => {
  switch (mark.type) {
    case "text":
      return mark.text.join("");
    case "code":
      return `${mark.symbology} ${mark.data}`;
    case "raster":
      return `raster ${mark.widthDots}x${mark.heightDots}`;
    case "cut":
      return `cut ${mark.mode}`;
    case "buzzer":
      return `buzzer ${mark.times}`;
    case "drawer":
      return `drawer ${mark.pin} ${mark.pulseMs}`;
  }
};

describe("commands on paper", () => {
  // Epson, ESC/POS Command Reference: the command's own page.
  it.each([
    ["LF prints the line", "546561 0a", ["Tea"]],
    ["what was not ended is not on paper", "546561", []],
    ["ESC @ drops what was not ended", "546561 1b40 0a", []],
    ["ESC t chooses the table", "1b7413 d5 0a 1b7410 80 0a", ["€", "€"]],
    ["an unknown table prints unknown letters", "1b7463 80 0a", ["\ufffd"]],
    ["HT moves to every eighth column", "41 09 42 0a", ["A", "B"]],
    ["GS V cuts", "1d5600 1d5601 1d564103 1d564200", ["cut full", "cut partial", "cut full", "cut partial"]],
    ["ESC p and DLE DC4 open the drawer", "1b700119fa 1014010005", ["drawer 5 50", "drawer 2 500"]],
    ["kanji mode takes two bytes a letter", "1c26 8abf 1c2e 41 0a", ["\ufffd", "A"]],
    ["GS v 0 m doubles", "1d763003 0100 0100 81", ["raster 16x2"]],
    [
      "GS 8 L stores, GS ( L prints",
      "1d384c 0b000000 3070 3001 0131 08000100 ff 1d284c 0200 3032",
      ["raster 8x1"],
    ],
    ["GS k 73 with the three sets", "1d6b49 0a 7b41417b42627b430c22", ["code128 Ab1234"]],
    ["other symbologies keep their text", "1d6b04 41424300", ["other ABC"]],
  ])("%s", (_, hex, expected) => {
    const paper = read(hex);
    expect(paper.marks.map(said)).toEqual(expected);
    expect(paper.unknown).toBe(0);
  });

  it("stands letters of all sizes on one ground line", () => {
    const marks = read("1d2111 41 1d2100 42 0a").marks;
    expect(marks).toMatchObject([
      { text: ["A"], x: 0, y: 0, cellWidth: 24, cellHeight: 48 },
      { text: ["B"], x: 24, y: 24, cellWidth: 12, cellHeight: 24 },
    ]);
  });

  it("centres, turns upside down, inverts, and goes to the next line at the edge", () => {
    expect(read("1b6101 546561 0a").marks).toMatchObject([{ x: 270 }]);
    expect(read("1b7b01 4142 0a").marks).toMatchObject([{ text: ["B", "A"], upsideDown: true }]);
    expect(read("1d4201 41 0a").marks).toMatchObject([{ invert: true }]);
    expect(read(`${"41".repeat(49)} 0a`).marks).toMatchObject([{ y: 0 }, { y: 34, text: ["A"] }]);
  });

  it("feeds what ESC d, ESC J and ESC 3 say", () => {
    expect(read("1b6402").heightDots).toBe(68);
    expect(read("1b4a64").heightDots).toBe(100);
    expect(read("1b3350 41 0a 1b32 42 0a").heightDots).toBe(80 + 34);
  });

  it("prints the text of a barcode under its bars", () => {
    const marks = read("1d4802 1d6840 1d7702 1d6b43 0c 343030363338313333333933 0a").marks;
    expect(marks).toMatchObject([
      { symbology: "ean13", heightDots: 64, widthDots: 190 },
      { y: 64, x: 17 },
    ]);
    expect(said(marks[1] as Mark)).toBe("4006381333931");
  });

  it("counts bytes that no command explains, and the rest of one that was cut off", () => {
    expect(read("1b41 1e 0a").unknown).toBe(2);
    expect(read("1d7630000100").unknown).toBe(6);
  });

  it("does not take a picture's bytes for commands", () => {
    const paper = read("1d763000 0300 0200 1004011d5642 0a 41 0a");
    expect(paper.marks.map(said)).toEqual(["raster 24x2", "A"]);
  });
});

describe("receipts of other software", () => {
  it.each([
    ["nodeThermalPrinterDrawer", ["drawer 2 54", "Tea", "cut full"]],
    ["nodeThermalPrinterSize", ["Tea"]],
    ["receiptline", ["Café", "cut partial"]],
    ["pythonEscposBarcode", ["ean13 4006381333931", "4006381333931"]],
    ["bitImage", ["raster 1x24"]],
  ] as const)("%s", (name, expected) => {
    const paper = read(FOREIGN_JOBS[name]);
    expect(paper.marks.map(said).join("|").replace("\u0001", "")).toBe(
      expected.join("|").replace("\u0001", ""),
    );
  });

  it("reads a whole receipt of receiptline as it would come out", () => {
    const paper = read(FOREIGN_JOBS.receiptlineWhole);
    expect(previewText(paper).split("\n").slice(0, 5)).toEqual([
      `${" ".repeat(20)}  Café`,
      "",
      `Tea${" ".repeat(41)}2.10`,
      "\ufffd".repeat(48),
      `Total${" ".repeat(39)}2.10`,
    ]);
    expect(paper.marks.slice(-4).map(said)).toEqual(["code128 A-118", "A-118", "cut partial", "cut partial"]);
    expect(paper.unknown).toBe(0);
  });
});

describe("codes of a printer's own", () => {
  it.each([
    ["UPC-A, function A", "1d6b00 303336303030323931343532 00", ["upca 036000291452"]],
    [
      "UPC-E, sent as its UPC-A, is read as what stands below its bars",
      "1d6b42 0b 3034323130303030353236",
      ["upce 04252614"],
    ],
    ["EAN-8", "1d6b44 07 39363338353037", ["ean8 96385074"]],
    ["Code 39", "1d6b45 04 41423132", ["other AB12"]],
    ["ITF", "1d6b46 04 31323334", ["other 1234"]],
    [
      "GS1-128 with function 1 between its elements",
      "1d6b49 0c 7b42 7b31 31304142 7b31 3231",
      ["gs1-128 10AB\u001d21"],
    ],
    ["GS1 DataBar", "1d6b4b 0d 30393532313233343534333231", ["databar (01)09521234543213"]],
    ["an EAN-8 with a wrong check digit prints nothing", "1d6b44 08 3936333835303735", []],
    ["PDF417", "1d286b0300304104 1d286b0500305030 4142 1d286b0300305130", ["pdf417 AB"]],
    ["Aztec", "1d286b0500355030 4142 1d286b0300355130", ["other AB"]],
    ["the buzzer by ESC ( A, and by ESC B", "1b284104003031030a 1b420204", ["buzzer 3", "buzzer 2"]],
  ])("%s", (_, hex, expected) => {
    const paper = read(hex);
    expect(paper.marks.map(said)).toEqual(expected);
    expect(paper.unknown).toBe(0);
  });
});

describe("however the stream is chopped", () => {
  const job = encodeDocument(
    [
      { type: "drawer" },
      { type: "text", runs: [{ text: "Crème brûlée 3 €", width: 2, height: 2 }], align: "center" },
      { type: "qr", data: "A-118 é" },
      { type: "barcode", symbology: "code128", data: "ab123456{", text: true },
      { type: "rule" },
      { type: "cut" },
    ],
    T20,
  ).bytes;
  const foreign = Object.values(FOREIGN_JOBS).map(fromHex);
  const streams = [
    job,
    ...foreign,
    fromHex(
      "1c2681 1c26 8abf 0a 1b2a2002000102030405060a 1d384c0b000000307030010131080001 00ff 1d284c0200 3032",
    ),
  ];

  it("gives the same paper byte by byte", () => {
    for (const stream of streams) {
      const interpreter = createInterpreter(T20);
      for (const byte of stream) interpreter.feed(Uint8Array.of(byte));
      expect(interpreter.paper()).toEqual(interpret(stream, T20));
    }
  });

  it("gives the same paper for any noise in any pieces, and never fails", () => {
    const noise = fc.uint8Array({ maxLength: 200 });
    const mixed = fc.oneof(
      noise,
      fc
        .array(fc.constantFrom(...Array.from("\u001b\u001d\u001c\u0010()kLvV*a@tM!\n{ABCp01"), "\u0000"), {
          maxLength: 200,
        })
        .map((chars) => Uint8Array.from(chars, (char) => char.charCodeAt(0))),
    );
    fc.assert(
      fc.property(mixed, fc.array(fc.nat(200), { maxLength: 8 }), (stream, cuts) => {
        const interpreter = createInterpreter(T20);
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), stream.length]) {
          interpreter.feed(stream.subarray(from, Math.max(from, to)));
          from = Math.max(from, Math.min(to, stream.length));
        }
        expect(interpreter.paper()).toEqual(interpret(stream, T20));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a hostile job", () => {
  it("gets six metres of paper and two hundred codes, then nothing is explained any more", () => {
    const long = interpret(new Uint8Array(100_000).fill(0x0a), T20);
    expect(long.heightDots).toBeLessThan(49_000);
    expect(long.unknown).toBeGreaterThan(98_000);
    const qr = "1d286b0300314301 1d286b0400315030 41";
    const many = read(qr + "1d286b0300315130".repeat(500));
    expect(many.marks.length).toBe(200);
  });
});
