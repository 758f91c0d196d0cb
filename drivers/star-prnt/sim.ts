/**
 * A Star printer that answers, prints at a printer's pace, and breaks on demand. Where it lies: README.md.
 * As a program: npm run sim -- star-prnt --port 9100 --control 9191 --paper-dir papers --ledger papers/ledger.jsonl
 */
import { pathToFileURL } from "node:url";
import {
  type PrinterSim,
  type PrinterSimOptions,
  QUICK_TIMEOUTS,
  runPrinterSim,
  startPrinterSim,
} from "../../test/help/printer-sim/printer-sim.ts";
import { createStarBrain } from "./sim/brain.ts";

const startStarSim = (options: PrinterSimOptions = {}): Promise<PrinterSim> =>
  startPrinterSim(options, (bench) => createStarBrain(bench, options.columns ?? 48));

/** What the contract suite of printers takes: how to start one, and options with which a test of silence is short. */
export const contract = { start: startStarSim, options: { timeouts: QUICK_TIMEOUTS } };

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await runPrinterSim(startStarSim);
