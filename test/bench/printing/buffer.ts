/** escpos-buffer as a TM-T20. It has no tables: a row is one padded line. */
import { createRequire } from "node:module";
import type * as EscposBuffer from "escpos-buffer";
import { PNG } from "pngjs";
import type { Block, PrintDocument, Run } from "../../../src/core/receipt.ts";
import { type Peer, png, textOf, widthsOf } from "./peer.ts";

export function createBuffer(columns: number): Peer {
  const library = createRequire(import.meta.url)("escpos-buffer") as typeof EscposBuffer;
  return { name: "escpos-buffer", encode: (document) => encode(library, document, columns) };
}

async function encode(
  library: typeof EscposBuffer,
  document: PrintDocument,
  columns: number,
): Promise<number> {
  const memory = new library.InMemory();
  const printer = await library.Printer.CONNECT("TM-T20", memory);
  for (const block of document) await print(library, printer, block, columns);
  return memory.buffer().length;
}

async function print(
  library: typeof EscposBuffer,
  printer: EscposBuffer.Printer,
  block: Block,
  columns: number,
): Promise<void> {
  const { Align, Cut, Style, Image } = library;
  const aligns = { left: Align.Left, center: Align.Center, right: Align.Right };
  switch (block.type) {
    case "text":
      for (const run of block.runs)
        await printer.writeln(run.text, styleOf(run, Style), aligns[block.align ?? "left"]);
      return;
    case "row": {
      const widths = widthsOf(block.cells, columns);
      await printer.writeln(block.cells.map(({ runs }, i) => textOf(runs).padEnd(widths[i] ?? 0)).join(""));
      return;
    }
    case "rule":
      await printer.writeln("-".repeat(columns));
      return;
    case "feed":
      await printer.feed(block.lines);
      return;
    case "qr":
      await printer.setAlignment(aligns[block.align ?? "left"]);
      await printer.qrcode(block.data, block.moduleDots ?? 4);
      return;
    case "image":
      await printer.draw(new Image(PNG.sync.read(png(block.png ?? ""))));
      return;
    case "drawer":
      await printer.drawer();
      return;
    case "cut":
      await printer.cutter(Cut.Partial);
      return;
    default:
      throw new Error(`this receipt has a ${block.type}`);
  }
}

const styleOf = (
  { bold, width = 1 }: Run,
  { Bold, DoubleWidth, DoubleHeight }: typeof EscposBuffer.Style,
): number => (bold ? Bold : 0) | (width > 1 ? DoubleWidth | DoubleHeight : 0);
