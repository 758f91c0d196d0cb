import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mark } from "../../../src/sdk.ts";
import { profileFor } from "../profiles.ts";
import { createInterpreter, interpret } from "./interpret.ts";

const MC_PRINT = profileFor("mc-print3", undefined);
const TSP650 = profileFor("tsp650ii", undefined);
const read = (hex: string) =>
  interpret(Buffer.from(hex.replaceAll(" ", ""), "hex"), MC_PRINT).marks.map(said);
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
    case "drawer":
      return `drawer ${mark.pin} ${mark.pulseMs}`;
    case "buzzer":
      return `buzzer ${mark.times}`;
  }
};

describe("commands on paper", () => {
  // STAR Line Mode Command Specifications Rev. 0.09: the command's own page.
  it.each([
    ["LF prints the line", "546561 0a", ["Tea"]],
    ["what was not ended is not on paper", "546561", []],
    ["ESC GS t chooses the table", "1b1d7404 d5 0a 1b1d7420 80 0a", ["€", "€"]],
    ["an unknown table prints unknown letters", "1b1d7463 80 0a", ["\ufffd"]],
    ["ESC d cuts", "1b6402 1b6403 1b6430 1b6431", ["cut full", "cut partial", "cut full", "cut partial"]],
    ["BEL and SUB open drawers", "1b070a32 07 1a", ["drawer 2 100", "drawer 5 200"]],
    ["ESC GS S prints a raster", "1b1d5301 0100 0200 00 8181", ["raster 8x2"]],
    ["ESC b prints EAN-13", "1b6203 01 01 50 343030363338313333333933 1e", ["ean13 4006381333931"]],
    ["ESC b prints Code 128", "1b6206 01 01 50 2537 4131 2530 1e", ["code128 A1%"]],
    [
      "ESC * r prints rows, and cuts at its end",
      "1b2a7241 62 0100 ff 62 0100 ff 1b2a7242",
      ["raster 8x2", "cut partial"],
    ],
    ["ESC * r E 1 does not cut", "1b2a7241 1b2a7245 3100 62 0100 ff 1b2a7242", ["raster 8x1"]],
    ["ESC FF NUL cuts by its mode", "1b2a7241 1b2a7246 3900 1b0c00 1b2a7242", ["cut full"]],
  ])("%s", (_, hex, expected) => {
    expect(read(hex)).toEqual(expected);
  });
  it("shows the same however the bytes are cut", () => {
    const job = Buffer.from("1b40546561200a1b1d5301010002000081811b6403416243070a", "hex");
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (cuts) => {
        const interpreter = createInterpreter(MC_PRINT);
        let at = 0;
        for (const size of cuts) {
          interpreter.feed(job.subarray(at, at + size));
          at += size;
        }
        interpreter.feed(job.subarray(at));
        expect(interpreter.paper()).toEqual(interpret(job, MC_PRINT));
      }),
    );
  });
  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(interpret(bytes, MC_PRINT).heightDots).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("receipts of other software", () => {
  const RECEIPT = "{w:*,8}\nCrème | 13.80 €\n---\n{c:https://example.com;o:qr}\n^TOTAL | ^13.80\n";
  it.each([
    ["starsbcs", MC_PRINT],
    ["starlinesbcs", TSP650],
    ["stargraphic", profileFor("tsp100", undefined)],
  ])("receiptline's %s", (command, profile) => {
    const { transform, commands } = createRequire(import.meta.url)("receiptline");
    const job = transform(RECEIPT, {
      command: commands[command],
      cpl: 48,
      encoding: "multilingual",
      cutting: true,
    });
    const paper = interpret(Buffer.from(job, "latin1"), profile);
    expect(paper.unknown).toBe(0);
    expect(paper.marks.at(-1)).toMatchObject({ type: "cut" });
    if (command === "stargraphic") return;
    const text = paper.marks.map(said).join(" ");
    expect(text).toContain("Crème");
    expect(text).toContain("13.80 €");
  });
  it.each([
    ["star-prnt", MC_PRINT],
    ["star-line", TSP650],
  ] as const)("ReceiptPrinterEncoder's %s", async (language, profile) => {
    const { default: ReceiptPrinterEncoder } = await import("@point-of-sale/receipt-printer-encoder");
    const job = new ReceiptPrinterEncoder({ language, columns: 48 })
      .initialize()
      .codepage("cp858")
      .bold(true)
      .line("Crème 13.80 €")
      .bold(false)
      .qrcode("https://example.com")
      .barcode("400638133393", "ean13", 60)
      .pulse(0, 100, 500)
      .cut("full")
      .encode();
    const paper = interpret(job, profile);
    expect(paper.unknown).toBe(0);
    expect(paper.marks.map(said)).toEqual(
      expect.arrayContaining(["Crème 13.80 €", "qr https://example.com", "ean13 4006381333931", "cut full"]),
    );
    expect(paper.marks.find((mark) => mark.type === "drawer")).toMatchObject({ pin: 2, pulseMs: 100 });
  });
});
