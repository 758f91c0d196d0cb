/**
 * A place to crash gateways at: watched lines to a printer and to Square that stay, and fresh shops, whose printer, Square and
 * database are empty. The simulators live in this process, outside of the one that is killed.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SquareSim, startSquareSim } from "../../adapters/square/sim.ts";
import { type EscposSim, startEscposSim } from "../../drivers/escpos/sim.ts";
import { type Calls, createCalls } from "../help/shop/calls.ts";
import { freePort, type Program } from "../help/shop/processes.ts";
import { type Book, createBook } from "./book.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createTrap, type Trap } from "./trap.ts";
import { watchPrinter } from "./watched-printer.ts";
import { watchSquare } from "./watched-square.ts";

const TOKEN = "sandbox-token";
const LOCATION = "L1";

export interface Site extends AsyncDisposable {
  openShop(linesPerSecond: number): Promise<Shop>;
}

/** One book, one database and two ledgers, for as many seeds as it is kept open. */
export interface Shop extends AsyncDisposable {
  readonly book: Book;
  readonly api: Calls;
  readonly trap: Trap;
  readonly gateway: Gateway;
  readonly square: SquareSim;
  readonly printer: EscposSim;
  readonly database: string;
}

/** Which gateway lives here, and what its environment is told: another build, a disk to experiment on. */
export type Resident = Pick<Program, "dist" | "env">;

export async function openSite(folder: string, resident: Resident = {}): Promise<Site> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const trap = createTrap();
  const toPrinter = await watchPrinter(trap);
  const toSquare = await watchSquare(trap);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const config = join(folder, "gateway.toml");
  const data = join(folder, "data");
  const connected = join(folder, "connected");
  const logFile = join(folder, "gateway.log");
  writeFileSync(config, configOf({ port, data, printer: toPrinter.port }));

  const openShop: Site["openShop"] = async (linesPerSecond) => {
    const printer = await startEscposSim({ linesPerSecond });
    const square = await startSquareSim({ token: TOKEN });
    toPrinter.leadTo(printer.port);
    toSquare.leadTo(square.url);
    rmSync(data, { recursive: true, force: true });
    writeFileSync(logFile, "");
    const gateway = createGateway({ base, trap, program: { ...programOf(config, logFile), ...resident } });
    const database = join(data, "tillgate.db");
    return {
      ...{ book: createBook(), api: createCalls(base), trap, gateway, square, printer, database },
      async [Symbol.asyncDispose]() {
        await gateway[Symbol.asyncDispose]();
        await square.close();
        await printer.close();
      },
    };
  };

  // Square is connected once: every shop begins with a copy of that database.
  await using first = await openShop(2_000);
  await first.gateway.start(null);
  await connectSquare(first.api, toSquare.url);
  await first.gateway.stop();
  cpSync(data, connected, { recursive: true });

  return {
    async openShop(linesPerSecond) {
      const shop = await openShop(linesPerSecond);
      cpSync(connected, data, { recursive: true });
      return shop;
    },
    async [Symbol.asyncDispose]() {
      await toPrinter[Symbol.asyncDispose]();
      await toSquare[Symbol.asyncDispose]();
    },
  };
}

const programOf = (config: string, logFile: string) => ({
  script: "src/cli.js",
  args: ["run", "--config", config],
  logFile,
});

async function connectSquare(api: Calls, baseUrl: string): Promise<void> {
  const answer = await api.send("POST", "/integrations/pos/connect", {
    vendor: "square",
    credentials: { accessToken: TOKEN },
    settings: { locationId: LOCATION, environment: "sandbox", baseUrl },
  });
  if (answer.status !== 201) throw new Error(`connecting Square: ${JSON.stringify(answer.body)}`);
}

/** English, so that the paper says what the laws read: DUPLICATE, COPY, VOID, REFUND. */
const configOf = (at: { readonly port: number; readonly printer: number; readonly data: string }): string =>
  `version = 1

[store]
id = "crash"
name = "Café Zum Löwen"
addressLines = ["Marktplatz 1", "10178 Berlin"]
locale = "en-GB"
timeZone = "Europe/Berlin"
currency = "EUR"
destinations = ["square"]

[http]
host = "127.0.0.1"
port = ${at.port}
loopbackWithoutToken = true
ratePerMinute = 100000

[data]
folder = ${JSON.stringify(at.data)}

[vendors]
allowPrivateHosts = true
pollSeconds = 86400

[[devices]]
id = "front"
driver = "escpos"
at = "tcp://127.0.0.1:${at.printer}"
options = { profile = "epson-tm-t88" }
`;
