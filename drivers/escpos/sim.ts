/**
 * An ESC/POS printer that answers, prints at a printer's pace, and breaks on demand. Where it lies: README.md.
 * As a program: tsx drivers/escpos/sim.ts --port 9100 --control 9191 --paper-dir papers --ledger papers/ledger.jsonl
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { openControl } from "./sim/control.ts";
import type { FaultsChange } from "./sim/faults.ts";
import { createLedger, type Ledger, type PaperEntry } from "./sim/ledger.ts";
import { createMachine, type MachineState } from "./sim/machine.ts";
import { openPort } from "./sim/server.ts";

export interface EscposSimOptions {
  readonly host?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** HTTP control port; absent: none. */
  readonly controlPort?: number;
  /** Each paper as a text file. */
  readonly paperDir?: string;
  /** Each paper and drawer pulse as a JSON line, appended. */
  readonly ledger?: string;
  readonly model?: string;
  /** Cells of a line. */
  readonly columns?: number;
  /** 80: a TM-T88 at 300 mm/s. */
  readonly linesPerSecond?: number;
  /** Receive buffer. 4096: a TM-T88V's. */
  readonly bufferBytes?: number;
}

export interface EscposSim extends AsyncDisposable {
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

export async function startEscposSim(options: EscposSimOptions = {}): Promise<EscposSim> {
  const { host = "127.0.0.1", controlPort } = options;
  const ledger = createLedger(options.ledger, options.paperDir);
  const machine = createMachine({
    ledger,
    model: options.model ?? "TM-T88V",
    columns: options.columns ?? 48,
    linesPerSecond: options.linesPerSecond ?? 80,
    bufferBytes: options.bufferBytes ?? 4_096,
    reply: (bytes) => port.reply(bytes),
    changed: () => port.changed(),
  });
  const port = await openPort(host, options.port ?? 0, () => machine);
  const powerCycle = () => {
    port.drop();
    machine.powerCycle();
  };
  const state = () => ({ ...machine.state(), clients: port.clients() });
  const controls = { ...machine, state, papers: ledger.papers, powerCycle };
  const control = controlPort === undefined ? undefined : await openControl(host, controlPort, controls);
  const close = async () => {
    machine.stop();
    await control?.close();
    await port.close();
  };
  return {
    ...{ host, port: port.port, address: `tcp://${host}:${port.port}`, controlPort: control?.port, ledger },
    ...{
      papers: ledger.papers,
      state,
      setFaults: machine.setFaults,
      loadPaper: machine.loadPaper,
      powerCycle,
      close,
    },
    [Symbol.asyncDispose]: close,
  };
}

/** What the contract suite of printers takes: how to start one, and options with which a test of silence is short. */
export const contract = {
  start: startEscposSim,
  options: {
    timeouts: {
      ...{ answerTimeoutMs: 200, confirmTimeoutMs: 2_000, learnTimeoutMs: 600, keepAliveMs: 100 },
      ...{ finishTimeoutMs: 300, connectTimeoutMs: 1_000, holdTimeoutMs: 10_000, reconnectMaxMs: 200 },
    },
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "9100" },
      control: { type: "string" },
      "paper-dir": { type: "string" },
      ledger: { type: "string" },
      model: { type: "string", default: "TM-T88V" },
      columns: { type: "string", default: "48" },
      "lines-per-second": { type: "string", default: "80" },
      "buffer-bytes": { type: "string", default: "4096" },
    },
  });
  const sim = await startEscposSim({
    host: values.host,
    port: Number(values.port),
    model: values.model,
    columns: Number(values.columns),
    linesPerSecond: Number(values["lines-per-second"]),
    bufferBytes: Number(values["buffer-bytes"]),
    ...(values.control === undefined ? {} : { controlPort: Number(values.control) }),
    ...(values["paper-dir"] === undefined ? {} : { paperDir: values["paper-dir"] }),
    ...(values.ledger === undefined ? {} : { ledger: values.ledger }),
  });
  process.stdout.write(`${JSON.stringify({ address: sim.address, control: sim.controlPort ?? null })}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sim.close());
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
