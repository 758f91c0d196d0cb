/** What stands on a paper that is being printed, in words: kept beside its bytes, so that a search need not read bytes again. */
import type { Driver } from "../core/driver.ts";
import { isPrinter } from "../core/driver.ts";
import { fold } from "../lib/fold.ts";
import { previewText } from "../printing/preview/preview-text.ts";

export interface PrintedWords {
  /** Folded. */
  readonly words: string;
  readonly lengthDots: number;
}

/** A till's own bytes may be text of megabytes: to read 200 KB takes some 20 ms of the thread that serves the tills. */
const MAX_READ_BYTES = 200_000;

/** null: too long to be read now, or nothing that a reader understands. Printing never depends on it. */
export function readPrinted(driver: Driver, bytes: Uint8Array | null): PrintedWords | null {
  if (bytes === null || bytes.length > MAX_READ_BYTES || !isPrinter(driver)) return null;
  try {
    const paper = driver.interpret(bytes);
    return { words: fold(previewText(paper)), lengthDots: paper.heightDots };
  } catch {
    // Paper that went out well is not in doubt because its words were not understood.
    return null;
  }
}
