/** Receipts as other software sends them, made here by that software: our preview shows what its customers would hold. */
import { createRequire } from "node:module";
import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import type * as EscposBuffer from "escpos-buffer";
import { PNG } from "pngjs";
import { transform } from "receiptline";
import { describe, expect, it } from "vitest";
import { previewText } from "../../src/printing/preview/preview-text.ts";
import { interpret } from "./paper/interpret.ts";
import { profileFor } from "./profiles.ts";

const profile = profileFor("epson-tm-t20", undefined);
const require = createRequire(import.meta.url);

function png(): Buffer {
  const image = new PNG({ width: 64, height: 32 });
  for (let i = 0; i < 64 * 32; i++)
    image.data.set(i % 64 < 32 ? [0, 0, 0, 255] : [255, 255, 255, 255], i * 4);
  return PNG.sync.write(image);
}

/** By kind: what is no text on the paper. */
const others = (bytes: Uint8Array): string[] =>
  interpret(bytes, profile).marks.flatMap((mark) => {
    if (mark.type === "code") return [`${mark.symbology} ${mark.data}`];
    if (mark.type === "raster") return [`picture ${mark.widthDots} x ${mark.heightDots}`];
    return mark.type === "text" ? [] : [mark.type];
  });
const textOf = (bytes: Uint8Array): string[] =>
  previewText(interpret(bytes, profile))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("[") && !line.startsWith("\u2702"));
const unknownIn = (bytes: Uint8Array): number => interpret(bytes, profile).unknown;

describe("receipts of other software", () => {
  it("of node-thermal-printer", async () => {
    const { ThermalPrinter } = require("node-thermal-printer");
    const printer = new ThermalPrinter({
      ...{ type: "epson", width: 48, characterSet: "WPC1252", removeSpecialCharacters: false },
    });
    printer.alignCenter();
    printer.println("Crème brûlée 3 €");
    printer.alignLeft();
    printer.leftRight("Tea", "2.10");
    printer.drawLine();
    printer.bold(true);
    printer.println("Total");
    printer.printQR("A-118", { cellSize: 4 });
    printer.code128("AB12");
    printer.printBarcode("036000291452", 65);
    await printer.printImageBuffer(png());
    printer.cut();
    const bytes = printer.getBuffer();
    expect(textOf(bytes).slice(0, 4)).toEqual([
      "Crème brûlée 3 €",
      `Tea${" ".repeat(41)}2.10`,
      "-".repeat(48),
      "Total",
    ]);
    expect(others(bytes)).toEqual([
      "qr A-118",
      "code128 AB12",
      "upca 036000291452",
      "picture 64 x 32",
      "cut",
    ]);
    expect(unknownIn(bytes)).toBe(0);
  });

  it("of receipt-printer-encoder", () => {
    const encoder = new ReceiptPrinterEncoder({ columns: 48, language: "esc-pos", imageMode: "raster" });
    const image = PNG.sync.read(png());
    const bytes = encoder
      .initialize()
      .codepage("windows1252")
      .align("center")
      .bold(true)
      .line("Crème brûlée 3 €")
      .bold(false)
      .align("left")
      .table(
        [
          { width: 40, align: "left" },
          { width: 8, align: "right" },
        ],
        [["Tea", "2.10"]],
      )
      .qrcode("A-118", { size: 4, errorlevel: "m" })
      .barcode("4006381333931", "ean13", { height: 60 })
      .pdf417("A-118")
      .image({ data: new Uint8ClampedArray(image.data), width: 64, height: 32 } as never, 64, 32, "threshold")
      .pulse()
      .cut("partial")
      .encode();
    expect(textOf(bytes).slice(0, 2)).toEqual(["Crème brûlée 3 €", `Tea${" ".repeat(41)}2.10`]);
    expect(others(bytes)).toEqual([
      "qr A-118",
      "ean13 4006381333931",
      "pdf417 A-118",
      "picture 64 x 32",
      "drawer",
      "cut",
    ]);
    expect(unknownIn(bytes)).toBe(0);
  });

  it("of receiptline", () => {
    const markup = `^^^Crème brûlée\n\nTea | 2.10\n---\n{code:A-118; option:code128,2,60,nohri}\n{image:${png().toString("base64")}}`;
    const job = transform(markup, { cpl: 48, encoding: "cp1252", command: "escpos", cutting: true });
    const bytes = Buffer.from(job, "latin1");
    expect(textOf(bytes).slice(0, 2)).toEqual(["Crème brûlée", `Tea${" ".repeat(41)}2.10`]);
    expect(others(bytes)).toEqual(["code128 A-118", "picture 64 x 32", "cut"]);
    expect(unknownIn(bytes)).toBe(0);
  });

  it("of escpos-buffer", async () => {
    const { InMemory, Printer, Align, Style, Cut, Image } = require("escpos-buffer") as typeof EscposBuffer;
    const memory = new InMemory();
    const printer = await Printer.CONNECT("TM-T20", memory);
    await printer.writeln("Creme brulee", Style.Bold, Align.Center);
    await printer.writeln("Tea 2.10");
    await printer.qrcode("A-118", 4);
    await printer.draw(new Image(PNG.sync.read(png())));
    await printer.drawer();
    await printer.cutter(Cut.Partial);
    const bytes = memory.buffer();
    expect(textOf(bytes)).toEqual(["Creme brulee", "Tea 2.10"]);
    expect(others(bytes)).toContain("qr A-118");
    expect(others(bytes)).toContain("cut");
    expect(unknownIn(bytes)).toBe(0);
  });
});
