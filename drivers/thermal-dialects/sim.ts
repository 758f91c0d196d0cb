/**
 * A printer that takes what it gets, prints it at a printer's pace, and never says a word. Where it lies: README.md.
 * As a program: npm run sim -- thermal-dialects --port 9100 --control 9191 --paper-dir papers --ledger papers/ledger.jsonl
 */
import { pathToFileURL } from "node:url";
import {
  type PrinterSim,
  type PrinterSimOptions,
  QUICK_TIMEOUTS,
  runPrinterSim,
  startPrinterSim,
} from "../../test/help/printer-sim/printer-sim.ts";
import type { MakeId } from "./makes.ts";
import { createMuteBrain } from "./sim/brain.ts";

export const startThermalSim = (options: PrinterSimOptions & { make?: MakeId } = {}): Promise<PrinterSim> =>
  startPrinterSim(options, (bench) => createMuteBrain(bench, options.make ?? "tanca"));

/** What the contract suite of printers takes: how to start one, and options with which a test of silence is short. */
export const contract = {
  start: startThermalSim,
  /** It never says that something is printed. */
  answers: false,
  options: { make: "tanca", timeouts: QUICK_TIMEOUTS },
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await runPrinterSim(startThermalSim);
