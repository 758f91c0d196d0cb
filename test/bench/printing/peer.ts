/** A package that makes ESC/POS of the same receipt, driven as its manual shows. Each brings what it has; none has all of ours. */
import type { PrintDocument } from "../../../src/core/receipt.ts";

export interface Peer {
  readonly name: string;
  /** The bytes of the receipt, or their number. */
  readonly encode: (document: PrintDocument) => number | Promise<number>;
}

export type Cells = Extract<PrintDocument[number], { readonly type: "row" }>["cells"];

/** Of each cell, where "*" takes what is left. */
export function widthsOf(cells: Cells, columns: number): number[] {
  const asked = cells.reduce((sum, { width }) => sum + (width === "*" ? 0 : width), 0);
  return cells.map(({ width }) => (width === "*" ? columns - asked : width));
}

export const textOf = (runs: Cells[number]["runs"]): string => runs.map(({ text }) => text).join("");

export const png = (base64: string): Buffer => Buffer.from(base64, "base64");
