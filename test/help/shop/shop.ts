/**
 * A whole shop on this machine: the built gateway, a printer and Square, each a process of its own, so that any of them can be
 * killed. What really happened is judged by the simulators' own ledgers.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Calls, createCalls } from "./calls.ts";
import { freePort, type Running, startProgram } from "./processes.ts";

export interface ShopOptions {
  readonly folder: string;
  readonly name: string;
  /** 80 is a TM-T88; fewer make it easier to be killed in the middle of a print. */
  readonly linesPerSecond: number;
}

export interface Paper {
  readonly lines: readonly string[];
  readonly truncated: boolean;
  readonly cut: "partial" | "full" | null;
  readonly pulses: readonly unknown[];
}

export interface Shop extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly api: Calls;
  /** Answers under /_sim/. */
  readonly square: Calls;
  readonly squareUrl: string;
  readonly printer: Calls;
  readonly database: string;
  startGateway(env?: Readonly<Record<string, string>>): Promise<void>;
  /** SIGKILL. */
  killGateway(): Promise<void>;
  stopGateway(): Promise<void>;
  /** Resolves with the exit code when the gateway ends by itself. */
  gatewayExit(): Promise<number | null>;
  stopSquare(): Promise<void>;
  startSquare(): Promise<void>;
  /** What came out of the printer, by its own ledger. */
  papers(): readonly Paper[];
}

export const SQUARE_TOKEN = "sandbox-token";
export const LOCATION = "L1";

/** Starts printer and Square; the gateway is started by the caller. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  mkdirSync(options.folder, { recursive: true });
  const inFolder = (name: string): string => join(options.folder, name);
  const ports = {
    gateway: await freePort(),
    printer: await freePort(),
    control: await freePort(),
    square: await freePort(),
  };
  const config = inFolder("gateway.toml");
  writeFileSync(config, configOf(options, ports));
  let gateway: Running | undefined;
  let square: Running | undefined;
  const url = `http://127.0.0.1:${ports.gateway}`;
  const squareUrl = `http://127.0.0.1:${ports.square}`;
  const ledger = inFolder("printer-ledger.jsonl");
  writeFileSync(ledger, "");

  const printer = await startProgram({
    script: "drivers/escpos/sim.js",
    logFile: inFolder("printer.log"),
    args: [
      ...["--port", String(ports.printer), "--control", String(ports.control), "--ledger", ledger],
      ...["--lines-per-second", String(options.linesPerSecond)],
    ],
  });
  const startSquare = async (): Promise<void> => {
    square = await startProgram({
      script: "adapters/square/sim.js",
      logFile: inFolder("square.log"),
      args: [
        ...[
          "--port",
          String(ports.square),
          "--token",
          SQUARE_TOKEN,
          "--location",
          LOCATION,
          "--currency",
          "EUR",
        ],
        ...["--timezone", "Europe/Berlin", "--country", "DE", "--data", inFolder("square-ledger.jsonl")],
      ],
    });
  };
  await startSquare();

  return {
    folder: options.folder,
    url,
    squareUrl,
    database: inFolder("data/tillgate.db"),
    api: createCalls(url),
    square: createCalls(squareUrl),
    printer: createCalls(`http://127.0.0.1:${ports.control}`),
    async startGateway(env = {}) {
      gateway = await startProgram({
        script: "src/cli.js",
        args: ["run", "--config", config],
        logFile: inFolder("gateway.log"),
        env,
      });
      await createCalls(url).until("/readyz", (answer) => answer.status === 200);
    },
    async killGateway() {
      await gateway?.kill();
    },
    async stopGateway() {
      await gateway?.stop();
    },
    gatewayExit: () => gateway?.exited ?? Promise.resolve(null),
    startSquare,
    async stopSquare() {
      await square?.stop();
      square = undefined;
    },
    papers: () =>
      readFileSync(ledger, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Paper & { readonly type: string })
        .filter((entry) => entry.type === "paper"),
    async [Symbol.asyncDispose]() {
      await gateway?.stop();
      await square?.stop();
      await printer.stop();
    },
  };
}

function configOf(options: ShopOptions, ports: Readonly<Record<string, number>>): string {
  return `version = 1

[store]
id = "demo"
name = ${JSON.stringify(options.name)}
addressLines = ["Marktplatz 1", "10178 Berlin"]
taxId = "DE 123 456 789"
receiptFooter = "Thank you, see you soon"
locale = "en-IE"
timeZone = "Europe/Berlin"
currency = "EUR"
destinations = ["square"]

[http]
host = "127.0.0.1"
port = ${ports["gateway"]}
loopbackWithoutToken = true

[data]
folder = ${JSON.stringify(join(options.folder, "data"))}

[vendors]
allowPrivateHosts = true
pollSeconds = 5

[[devices]]
id = "front"
name = "Front counter"
driver = "escpos"
at = "tcp://127.0.0.1:${ports["printer"]}"
options = { profile = "epson-tm-t88" }

[[devices]]
id = "drawer"
name = "Cash drawer"
driver = "printer-port"
options = { printer = "front" }
`;
}
