/** @point-of-sale/receipt-printer-encoder with a fixed code page: "auto" takes a fiftieth of a second for a receipt. */
import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import { PNG } from "pngjs";
import type { Block } from "../../../src/core/receipt.ts";
import { type Peer, png, textOf, widthsOf } from "./peer.ts";

export function createEncoder(columns: number): Peer {
  return {
    name: "receipt-printer-encoder",
    encode(document) {
      const encoder = new ReceiptPrinterEncoder({ columns, language: "esc-pos", imageMode: "raster" });
      encoder.initialize().codepage("windows1252");
      for (const block of document) add(encoder, block, columns);
      return encoder.encode().length;
    },
  };
}

function add(encoder: ReceiptPrinterEncoder, block: Block, columns: number): void {
  switch (block.type) {
    case "text":
      encoder.align(block.align ?? "left");
      for (const { text, bold = false, width = 1, height = 1 } of block.runs) {
        encoder.bold(bold).width(width).height(height).line(text).bold(false).width(1).height(1);
      }
      return;
    case "row": {
      const widths = widthsOf(block.cells, columns);
      const shape = block.cells.map(({ align = "left" }, i) => ({ width: widths[i] ?? 1, align }));
      encoder.align("left").table(shape, [block.cells.map(({ runs }) => textOf(runs))]);
      return;
    }
    case "rule":
      encoder.rule();
      return;
    case "feed":
      encoder.newline(block.lines);
      return;
    case "qr":
      encoder
        .align(block.align ?? "left")
        .qrcode(block.data, { size: block.moduleDots ?? 4, errorlevel: "m" });
      return;
    case "image": {
      const image = PNG.sync.read(png(block.png ?? ""));
      // It takes what a browser's canvas hands out.
      const pixels = { data: new Uint8ClampedArray(image.data), width: image.width, height: image.height };
      encoder
        .align(block.align ?? "left")
        .image(pixels as never, image.width, image.height, "floydsteinberg");
      return;
    }
    case "drawer":
      encoder.pulse();
      return;
    case "cut":
      encoder.cut("partial");
      return;
    default:
      throw new Error(`this receipt has a ${block.type}`);
  }
}
