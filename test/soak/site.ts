/** A shop for hours: the built gateway as a process; Square and three printers in this one, where their own ledgers stay. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SquareSim, startSquareSim } from "../../adapters/square/sim.ts";
import { type EscposSim, startEscposSim } from "../../drivers/escpos/sim.ts";
import { type Book, createBook } from "../crash/book.ts";
import { createGateway, type Gateway } from "../crash/gateway.ts";
import { createTrap, type Trap } from "../crash/trap.ts";
import { type Calls, createCalls } from "../help/shop/calls.ts";
import { freePort } from "../help/shop/processes.ts";
import { PRINTERS, type PrinterFault, type PrinterName } from "./plan.ts";

const TOKEN = "sandbox-token";

export interface SoakShop extends AsyncDisposable {
  readonly base: string;
  readonly book: Book;
  readonly api: Calls;
  readonly trap: Trap;
  readonly gateway: Gateway;
  readonly square: SquareSim;
  readonly printers: readonly Printer[];
  readonly database: string;
}

export interface Printer extends AsyncDisposable {
  readonly name: PrinterName;
  /** Ends the fault before it, and begins this one. */
  suffer(fault: PrinterFault): Promise<void>;
  /** Of all its lives. */
  papers(): ReturnType<EscposSim["papers"]>;
}

export interface SoakOptions {
  readonly folder: string;
  /** More for the gateway's environment: a planted leak. */
  readonly env: Readonly<Record<string, string>>;
}

export async function openSoakShop({ folder, env }: SoakOptions): Promise<SoakShop> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const ports = { gateway: await freePort(), square: await freePort() };
  const printers: { readonly printer: Printer; readonly port: number }[] = [];
  for (const name of PRINTERS) {
    const port = await freePort();
    printers.push({ port, printer: await openPrinter(name, port) });
  }
  const square = await startSquareSim({ token: TOKEN });
  const data = join(folder, "data");
  const config = join(folder, "gateway.toml");
  const devices = printers.map(({ printer, port }) => ({ name: printer.name, port }));
  writeFileSync(config, configOf({ port: ports.gateway, data, devices }));
  const base = `http://127.0.0.1:${ports.gateway}`;
  const trap = createTrap();
  const program = {
    script: "src/cli.js",
    args: ["run", "--config", config],
    logFile: join(folder, "gateway.log"),
    env: { ...env, SOAK_DATABASE: join(data, "tillgate.db") },
  };
  const gateway = createGateway({ base, trap, program });
  await gateway.start(null);
  const api = createCalls(base);
  const answer = await api.send("POST", "/integrations/pos/connect", {
    vendor: "square",
    credentials: { accessToken: TOKEN },
    settings: { locationId: "L1", environment: "sandbox", baseUrl: square.url },
  });
  if (answer.status !== 201) throw new Error(`connecting Square: ${JSON.stringify(answer.body)}`);
  return {
    ...{ base, book: createBook(), api, trap, gateway, square, database: join(data, "tillgate.db") },
    printers: printers.map(({ printer }) => printer),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await square.close();
      for (const { printer } of printers) await printer[Symbol.asyncDispose]();
    },
  };
}

const LINES_PER_SECOND = 900;

async function openPrinter(name: PrinterName, port: number): Promise<Printer> {
  const lives: EscposSim[] = [];
  let isGone = true;
  const plugIn = async (): Promise<EscposSim> => {
    const sim = await startEscposSim({ port, linesPerSecond: LINES_PER_SECOND });
    lives.push(sim);
    isGone = false;
    return sim;
  };
  let now = await plugIn();
  return {
    name,
    async suffer(fault) {
      if (isGone) now = await plugIn();
      now.setFaults({
        ...{ paperOut: false, paperOutAfterLines: null, coverOpen: false },
        ...{ readBytesPerSecond: null, resetAfterBytes: null },
      });
      now.loadPaper();
      if (fault.type === "faults") now.setFaults(fault.faults);
      if (fault.type !== "gone") return;
      isGone = true;
      await now.close();
    },
    papers: () => lives.flatMap((sim) => sim.papers()),
    async [Symbol.asyncDispose]() {
      if (!isGone) await now.close();
    },
  };
}

interface Place {
  readonly port: number;
  readonly data: string;
  readonly devices: readonly { readonly name: string; readonly port: number }[];
}

const configOf = ({ port, data, devices }: Place): string => `version = 1

[store]
id = "soak"
name = "Café Zum Löwen"
addressLines = ["Marktplatz 1", "10178 Berlin"]
locale = "en-GB"
timeZone = "Europe/Berlin"
currency = "EUR"
destinations = ["square"]

[http]
host = "127.0.0.1"
port = ${port}
loopbackWithoutToken = true
ratePerMinute = 100000

[data]
folder = ${JSON.stringify(data)}

[vendors]
allowPrivateHosts = true
pollSeconds = 10
${devices
  .map(
    (device) => `
[[devices]]
id = "${device.name}"
driver = "escpos"
at = "tcp://127.0.0.1:${device.port}"
options = { profile = "epson-tm-t88" }
`,
  )
  .join("")}`;
