/** A printer that answers, prints at a printer's pace, and breaks on demand; what it speaks comes in. */
import { parseArgs } from "node:util";
import { type Bench, type Brain, createMachine, type Machine, type MachineState } from "./bench.ts";
import { openControl } from "./control.ts";
import type { FaultsChange } from "./faults.ts";
import { createLedger, type Ledger, type PaperEntry } from "./ledger.ts";
import { openPort, type Port } from "./port.ts";

export interface PrinterSimOptions {
  readonly host?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** HTTP control port; absent: none. */
  readonly controlPort?: number;
  /** Each paper as a text file. */
  readonly paperDir?: string;
  /** Each paper and drawer pulse as a JSON line, appended. */
  readonly ledger?: string;
  /** Cells of a line. */
  readonly columns?: number;
  readonly linesPerSecond?: number;
  /** Receive buffer. */
  readonly bufferBytes?: number;
}

export interface PrinterSim extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly controlPort: number | undefined;
  readonly ledger: Ledger;
  papers(): readonly PaperEntry[];
  state(): MachineState & { readonly clients: number };
  setFaults(change: FaultsChange): void;
  loadPaper(): void;
  /** Off and on: what was not printed is lost, lines break. */
  powerCycle(): void;
  close(): Promise<void>;
}

export async function startPrinterSim(
  options: PrinterSimOptions,
  createBrain: (bench: Bench) => Brain,
): Promise<PrinterSim> {
  const { host = "127.0.0.1", controlPort } = options;
  const ledger = createLedger(options.ledger, options.paperDir);
  const machine: Machine = createMachine(
    {
      ...{ ledger, linesPerSecond: options.linesPerSecond ?? 80, bufferBytes: options.bufferBytes ?? 4_096 },
      reply: (bytes) => port?.reply(bytes),
      changed: () => port?.changed(),
    },
    createBrain,
  );
  let port: Port | undefined;
  port = await openPort(host, options.port ?? 0, () => machine);
  const line = port;
  const powerCycle = () => {
    line.drop();
    machine.powerCycle();
  };
  const state = () => ({ ...machine.state(), clients: line.clients() });
  const controls = { ...machine, state, papers: ledger.papers, powerCycle };
  const control = controlPort === undefined ? undefined : await openControl(host, controlPort, controls);
  const close = async () => {
    machine.stop();
    await control?.close();
    await line.close();
  };
  const { setFaults, loadPaper } = machine;
  return {
    ...{ host, port: line.port, address: `tcp://${host}:${line.port}`, controlPort: control?.port, ledger },
    ...{ papers: ledger.papers, state, setFaults, loadPaper, powerCycle, close },
    [Symbol.asyncDispose]: close,
  };
}

/** Options with which a test of silence is short. */
export const QUICK_TIMEOUTS = {
  ...{ answerTimeoutMs: 200, confirmTimeoutMs: 2_000, keepAliveMs: 100, finishTimeoutMs: 300 },
  ...{ connectTimeoutMs: 1_000, holdTimeoutMs: 10_000, reconnectMaxMs: 200 },
};

/** As a program: prints one line of JSON with its addresses, and runs until it is told to end. */
export async function runPrinterSim(
  start: (options: PrinterSimOptions) => Promise<PrinterSim>,
): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "9100" },
      control: { type: "string" },
      "paper-dir": { type: "string" },
      ledger: { type: "string" },
      columns: { type: "string" },
      "lines-per-second": { type: "string", default: "80" },
      "buffer-bytes": { type: "string", default: "4096" },
    },
  });
  const sim = await start({
    host: values.host,
    port: Number(values.port),
    linesPerSecond: Number(values["lines-per-second"]),
    bufferBytes: Number(values["buffer-bytes"]),
    ...(values.columns === undefined ? {} : { columns: Number(values.columns) }),
    ...(values.control === undefined ? {} : { controlPort: Number(values.control) }),
    ...(values["paper-dir"] === undefined ? {} : { paperDir: values["paper-dir"] }),
    ...(values.ledger === undefined ? {} : { ledger: values.ledger }),
  });
  process.stdout.write(`${JSON.stringify({ address: sim.address, control: sim.controlPort ?? null })}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sim.close());
}
