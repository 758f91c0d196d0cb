/**
 * A label printer that answers, prints at a printer's pace, and breaks on demand. Where it lies: README.md.
 * As a program: npm run sim -- label --port 9100 --control 9191 --paper-dir labels --ledger labels/ledger.jsonl
 */
import { pathToFileURL } from "node:url";
import {
  type PrinterSim,
  type PrinterSimOptions,
  QUICK_TIMEOUTS,
  runPrinterSim,
  startPrinterSim,
} from "../../test/help/printer-sim/printer-sim.ts";
import { createZplBrain } from "./sim/brain.ts";

const startLabelSim = (options: PrinterSimOptions = {}): Promise<PrinterSim> =>
  startPrinterSim(options, createZplBrain);

/** What the contract suite of printers takes: how to start one, and options with which a test of silence is short. */
export const contract = {
  start: startLabelSim,
  options: { widthMm: 80, heightMm: 60, timeouts: QUICK_TIMEOUTS },
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await runPrinterSim(startLabelSim);
