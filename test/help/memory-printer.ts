import type { DrawerDriver, PrinterDriver, Proof, Readiness } from "../../src/core/driver.ts";
import type { PrintDocument } from "../../src/core/receipt.ts";

export interface MemoryPrinter extends PrinterDriver {
  /** The documents that came out. */
  readonly paper: PrintDocument[];
  state: Readiness["state"];
  proof: Proof;
  /** What happens to a print before it is on paper, and after. Throw in them. */
  beforePrint: (document: PrintDocument, signal: AbortSignal) => Promise<void> | void;
  afterPrint: (document: PrintDocument) => Promise<void> | void;
}

/** A printer whose paper is an array. */
export function createMemoryPrinter(): MemoryPrinter {
  const printer: MemoryPrinter = {
    kind: "printer",
    columns: 42,
    widthDots: 576,
    paper: [],
    state: "ready",
    proof: "printer",
    beforePrint: () => undefined,
    afterPrint: () => undefined,
    run: async () => undefined,
    readiness: () => readinessOf(printer.state),
    encode: (document) => ({ bytes: new TextEncoder().encode(JSON.stringify(document)), degraded: [] }),
    interpret: () => ({ widthDots: 576, heightDots: 0, marks: [], unknown: 0 }),
    async print(document, signal) {
      await printer.beforePrint(document, signal);
      printer.paper.push(document);
      await printer.afterPrint(document);
      return { proof: printer.proof };
    },
    async [Symbol.asyncDispose]() {},
  };
  return printer;
}

export interface MemoryDrawer extends DrawerDriver {
  opened: number;
  state: Readiness["state"];
}

export function createMemoryDrawer(): MemoryDrawer {
  const drawer: MemoryDrawer = {
    kind: "drawer",
    opened: 0,
    state: "ready",
    run: async () => undefined,
    readiness: () => readinessOf(drawer.state),
    async open() {
      drawer.opened += 1;
      return { proof: "transport" };
    },
    async [Symbol.asyncDispose]() {},
  };
  return drawer;
}

function readinessOf(state: Readiness["state"]): Readiness {
  switch (state) {
    case "ready":
      return { state, sinceMs: 0, warnings: [] };
    case "offline":
      return { state, sinceMs: 0, reason: "no answer" };
    case "needs_person":
      return { state, sinceMs: 0, reason: "paper_out" };
  }
}
