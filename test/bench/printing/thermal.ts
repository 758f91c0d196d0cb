/**
 * node-thermal-printer, the package most Node tills use. Its answer has neither word wrap nor a choice of code tables, and still costs
 * a buffer per letter.
 */
import { createRequire } from "node:module";
import type { Block, PrintDocument, Run } from "../../../src/core/receipt.ts";
import { type Cells, type Peer, png, textOf, widthsOf } from "./peer.ts";

/** What is used of the package, which brings no types. */
interface ThermalPrinter {
  clear(): void;
  getBuffer(): Uint8Array;
  bold(on: boolean): void;
  setTextSize(height: number, width: number): void;
  alignLeft(): void;
  alignCenter(): void;
  alignRight(): void;
  println(text: string): void;
  tableCustom(cells: { readonly text: string; readonly align: string; readonly cols: number }[]): void;
  drawLine(): void;
  newLine(): void;
  printQR(data: string, settings: { readonly cellSize: number; readonly correction: string }): void;
  printImageBuffer(image: Uint8Array): Promise<unknown>;
  openCashDrawer(): void;
  partialCut(): void;
}
interface Package {
  readonly ThermalPrinter: new (options: object) => ThermalPrinter;
  readonly CharacterSet: Readonly<Record<string, string>>;
}

export function createThermal(columns: number): Peer {
  const { ThermalPrinter, CharacterSet } = createRequire(import.meta.url)("node-thermal-printer") as Package;
  const printer = new ThermalPrinter({
    ...{ type: "epson", width: columns, characterSet: CharacterSet["WPC1252"] },
    removeSpecialCharacters: false,
  });
  return {
    name: "node-thermal-printer",
    // Only a picture makes it wait.
    encode(document) {
      printer.clear();
      return hasImage(document)
        ? printWithImages(printer, document, columns)
        : printAll(printer, document, columns);
    },
  };
}

const hasImage = (document: PrintDocument): boolean => document.some(({ type }) => type === "image");

async function printWithImages(
  printer: ThermalPrinter,
  document: PrintDocument,
  columns: number,
): Promise<number> {
  for (const block of document) {
    if (block.type === "image") await printer.printImageBuffer(png(block.png ?? ""));
    else print(printer, block, columns);
  }
  return printer.getBuffer().length;
}

function printAll(printer: ThermalPrinter, document: PrintDocument, columns: number): number {
  for (const block of document) print(printer, block, columns);
  return printer.getBuffer().length;
}

function print(printer: ThermalPrinter, block: Block, columns: number): void {
  switch (block.type) {
    case "text":
      align(printer, block.align ?? "left");
      for (const run of block.runs) printRun(printer, run);
      return;
    case "row":
      align(printer, "left");
      printer.tableCustom(cellsOf(block.cells, columns));
      return;
    case "rule":
      printer.drawLine();
      return;
    case "feed":
      for (let line = 0; line < block.lines; line += 1) printer.newLine();
      return;
    case "qr":
      align(printer, block.align ?? "left");
      printer.printQR(block.data, { cellSize: block.moduleDots ?? 4, correction: block.correction ?? "M" });
      return;
    case "drawer":
      printer.openCashDrawer();
      return;
    case "cut":
      printer.partialCut();
      return;
    default:
      throw new Error(`this receipt has a ${block.type}`);
  }
}

function align(printer: ThermalPrinter, to: "left" | "center" | "right"): void {
  if (to === "center") printer.alignCenter();
  else if (to === "right") printer.alignRight();
  else printer.alignLeft();
}

function printRun(printer: ThermalPrinter, { text, bold, width, height }: Run): void {
  if (bold) printer.bold(true);
  if ((width ?? 1) > 1) printer.setTextSize((height ?? 1) - 1, (width ?? 1) - 1);
  printer.println(text);
  if ((width ?? 1) > 1) printer.setTextSize(0, 0);
  if (bold) printer.bold(false);
}

function cellsOf(cells: Cells, columns: number) {
  const widths = widthsOf(cells, columns);
  return cells.map(({ runs, align: to = "left" }, i) => ({
    ...{ text: textOf(runs), align: to.toUpperCase() },
    cols: widths[i] ?? 1,
  }));
}
