/** receiptline: the same receipt in its markup, which is made before the clock starts. */
import { transform } from "receiptline";
import type { Block, PrintDocument } from "../../../src/core/receipt.ts";
import { type Peer, textOf } from "./peer.ts";

export function createReceiptline(columns: number): Peer {
  const markups = new WeakMap<PrintDocument, string>();
  return {
    name: "receiptline",
    encode(document) {
      const markup = markups.get(document) ?? document.map(lineOf).join("\n");
      markups.set(document, markup);
      return transform(markup, { cpl: columns, encoding: "multilingual", command: "escpos" }).length;
    },
  };
}

function lineOf(block: Block): string {
  switch (block.type) {
    case "text":
      return block.align === "center" ? escaped(textOf(block.runs)) : `${escaped(textOf(block.runs))} |`;
    case "row":
      return block.cells.map(({ runs }) => escaped(textOf(runs))).join(" | ");
    case "rule":
      return "---";
    case "feed":
      return "\n".repeat(block.lines - 1);
    case "qr":
      return `{code:${escaped(block.data)};option:qrcode,${block.moduleDots ?? 4},m}`;
    case "image":
      return `{image:${block.png}}`;
    case "cut":
      return "===";
    default:
      return "";
  }
}

const escaped = (text: string): string => text.replace(/[\\|{}~_"`^]/g, (char) => `\\${char}`);
