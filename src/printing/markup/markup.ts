/** ReceiptLine, the markdown for receipts, → a print document for a printer of so many columns. Language: receiptline.org. */
import { transform } from "receiptline";
import { invalidInput } from "../../core/faults.ts";
import { type PrintDocument, printDocument } from "../../core/receipt.ts";
import { markupFault } from "./markup-limits.ts";
import { createMarkupPage, type MarkupPage } from "./markup-page.ts";

/** @throws invalid_input: it is longer than any receipt, or holds what cannot be printed */
export function markupDocument(markup: string, columns: number): PrintDocument {
  const fault = markupFault(markup, columns);
  if (fault !== undefined) throw invalidInput([{ path: "markup", message: fault }]);
  const page = createMarkupPage(columns);
  write(markup, columns, page);
  if (page.faults.length > 0) {
    throw invalidInput(page.faults.map((message) => ({ path: "markup", message })));
  }
  const parsed = printDocument.safeParse(page.blocks);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidInput([{ path: "markup", message: `cannot be printed: ${issue?.message}` }]);
}

function write(markup: string, columns: number, page: MarkupPage): void {
  try {
    transform(markup, { cpl: columns, command: page.command });
  } catch (error) {
    // More columns than the paper has cells is one way; whatever the library trips over is the text's fault, not ours.
    throw invalidInput([
      { path: "markup", message: `cannot be set on ${columns} columns: ${String(error)}` },
    ]);
  }
}
