/**
 * A receipt's document → the bytes for the printer. Beside it the same lines by node-thermal-printer, the package most Node tills use;
 * its answer has neither word wrap nor a choice of code tables, and still costs a buffer per letter.
 */
import { createRequire } from "node:module";
import { encodeDocument } from "../../drivers/escpos/bytes/encode.ts";
import { profileFor } from "../../drivers/escpos/profiles.ts";
import type { Block, PrintDocument, Run } from "../../src/core/receipt.ts";
import { composeReceipt } from "../../src/printing/templates/receipt.ts";
import { receiptOptions, saleWith, store } from "./receipts.ts";
import { interleaved } from "./rounds.ts";
import { against, type Bench, type BenchOptions, type Row } from "./row.ts";

export const encodeBench: Bench = { name: "encode", run };

/** Each is set once a round, so that no text comes twice in a row of hundreds. */
const RECEIPTS = 300;

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
  openCashDrawer(): void;
  partialCut(): void;
}
interface Peer {
  readonly ThermalPrinter: new (options: object) => ThermalPrinter;
  readonly CharacterSet: Readonly<Record<string, string>>;
}

async function run({ isQuick, say }: BenchOptions): Promise<readonly Row[]> {
  const documents = Array.from({ length: RECEIPTS }, (_, n) =>
    composeReceipt(saleWith(n), store, receiptOptions),
  );
  const profile = profileFor("epson-tm-t88", undefined);
  const { ThermalPrinter, CharacterSet } = createRequire(import.meta.url)("node-thermal-printer") as Peer;
  const peer = new ThermalPrinter({
    ...{ type: "epson", width: receiptOptions.columns, characterSet: CharacterSet["WPC1252"] },
    removeSpecialCharacters: false,
  });
  say(`${documents.length} receipts, ${bytesOf(peer, documents[0] ?? [])} bytes by the peer`);
  const perSecond = (encode: (document: PrintDocument) => void) => async (): Promise<number> => {
    const began = performance.now();
    for (const document of documents) encode(document);
    return (documents.length * 1_000) / (performance.now() - began);
  };
  const mine = perSecond((document) => void encodeDocument(document, profile));
  const theirs = perSecond((document) => void bytesOf(peer, document));
  for (let warm = 0; warm < 5; warm += 1) await mine();
  await theirs();
  const { ours, thermal } = await interleaved(isQuick ? 15 : 60, { ours: mine, thermal: theirs });
  return [
    against(
      { name: "receipts encoded", value: ours, unit: "a second" },
      { name: "node-thermal-printer", value: thermal },
      { atLeast: 25 },
    ),
  ];
}

function bytesOf(printer: ThermalPrinter, document: PrintDocument): number {
  printer.clear();
  for (const block of document) print(printer, block);
  return printer.getBuffer().length;
}

function print(printer: ThermalPrinter, block: Block): void {
  switch (block.type) {
    case "text":
      align(printer, block.align ?? "left");
      for (const run of block.runs) printRun(printer, run);
      return;
    case "row":
      align(printer, "left");
      printer.tableCustom(cellsOf(block.cells));
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

function cellsOf(cells: Extract<Block, { readonly type: "row" }>["cells"]) {
  const asked = cells.reduce((sum, { width }) => sum + (width === "*" ? 0 : width), 0);
  return cells.map(({ runs, width, align: to = "left" }) => ({
    text: runs.map((run) => run.text).join(""),
    align: to.toUpperCase(),
    cols: width === "*" ? receiptOptions.columns - asked : width,
  }));
}
