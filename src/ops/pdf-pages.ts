/**
 * PDF → pictures of its pages in the dots of a print head, by poppler's pdfinfo and pdftoppm (Debian: poppler-utils). A PDF comes from
 * anywhere: it is read in a process of its own, which is killed when it takes too long, and its pages are measured before one is drawn.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { busy, GatewayError } from "../core/errors.ts";
import { invalidInput } from "../core/faults.ts";

export interface PdfPages {
  /**
   * PNG of each page, black and white, as wide as the paper.
   * @throws invalid_input: no PDF, or one that is too long or locked · wrong_state: poppler is not installed · device_busy: two others
   * are being drawn
   */
  draw(pdf: Uint8Array, widthDots: number, signal: AbortSignal): Promise<readonly Uint8Array[]>;
}

export interface PdfLimits {
  /** Of the whole PDF: a caller waits for it. */
  readonly timeoutMs: number;
  /** Three metres of receipts, or a handful of letters: more is a mistake. */
  readonly maxPages: number;
}
export const PDF_LIMITS: PdfLimits = { timeoutMs: 20_000, maxPages: 20 };

/** What a picture on paper may be long, and with it what pdftoppm needs of memory: a metre. */
const MAX_PAGE_DOTS = 8_000;
const MAX_PAGE_BYTES = 4_000_000;
const MAX_WORDS_BYTES = 100_000;
/** A small gateway has four cores at most, and tills to serve. */
const MAX_AT_ONCE = 2;

export function createPdfPages({ timeoutMs, maxPages }: PdfLimits): PdfPages {
  let atWork = 0;
  return {
    async draw(pdf, widthDots, signal) {
      if (atWork >= MAX_AT_ONCE) throw busy("other PDFs are being drawn: try again in some seconds");
      atWork += 1;
      try {
        const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        return await drawPages(pdf, { widthDots, maxPages, until });
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        throw faulty(`it takes longer than ${timeoutMs / 1_000} s to draw: send fewer or simpler pages`);
      } finally {
        atWork -= 1;
      }
    },
  };
}

interface Wish {
  readonly widthDots: number;
  readonly maxPages: number;
  readonly until: AbortSignal;
}

async function drawPages(pdf: Uint8Array, wish: Wish): Promise<readonly Uint8Array[]> {
  const { widthDots, maxPages, until } = wish;
  const words = await run("pdfinfo", ["-f", "1", "-l", String(maxPages + 1), "-"], pdf, {
    until,
    maxBytes: MAX_WORDS_BYTES,
  });
  const count = checkedPages(words.toString("latin1"), wish);
  const pages: Uint8Array[] = [];
  for (let page = 1; page <= count; page += 1) {
    const one = ["-f", String(page), "-l", String(page), "-singlefile"];
    const look = ["-png", "-mono", "-scale-to-x", String(widthDots), "-scale-to-y", "-1", "-"];
    pages.push(await run("pdftoppm", [...one, ...look], pdf, { until, maxBytes: MAX_PAGE_BYTES }));
  }
  return pages;
}

/** How many pages there are. @throws invalid_input: too many, or one too long for its width */
function checkedPages(words: string, { widthDots, maxPages }: Wish): number {
  const count = Number(/^Pages: +(\d+)$/m.exec(words)?.[1] ?? 0);
  if (count === 0) throw faulty("it has no pages");
  if (count > maxPages) throw faulty(`it has ${count} pages, ${maxPages} are the most`);
  for (const [, page, x, y] of words.matchAll(/^Page +(\d+) size: +([\d.]+) x ([\d.]+) pts/gm)) {
    const isTurned = new RegExp(`^Page +${page} rot: +(90|270)$`, "m").test(words);
    const [width, height] = isTurned ? [Number(y), Number(x)] : [Number(x), Number(y)];
    if (width > 0 && (height / width) * widthDots <= MAX_PAGE_DOTS) continue;
    throw faulty(`page ${page} would be longer than a metre of paper`);
  }
  return count;
}

const faulty = (message: string): GatewayError => invalidInput([{ path: "pdf", message }]);

const NOT_INSTALLED = new GatewayError(
  "wrong_state",
  "PDFs are printed with poppler, which is not installed on the gateway: apt-get install poppler-utils",
);

function run(
  command: string,
  args: readonly string[],
  input: Uint8Array,
  { until, maxBytes }: { readonly until: AbortSignal; readonly maxBytes: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      signal: until,
      killSignal: "SIGKILL",
    });
    const said = collect(child, maxBytes, () => reject(faulty("a page of it is too large")));
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") reject(NOT_INSTALLED);
      else reject(until.aborted ? new DOMException("too late", "AbortError") : error);
    });
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(said.out));
      else reject(faulty(reasonOf(Buffer.concat(said.faults).toString("latin1"))));
    });
    // Whoever ends before it read all has said why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

function collect(child: ChildProcess, maxBytes: number, onTooMuch: () => void) {
  const out: Buffer[] = [];
  const faults: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) out.push(chunk);
    else {
      onTooMuch();
      child.kill("SIGKILL");
    }
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    if (faults.length < 20) faults.push(chunk);
  });
  return { out, faults };
}

const reasonOf = (faults: string): string =>
  /password/i.test(faults) ? "it is locked with a password" : "it is no PDF, or damaged";
