/** The shop after the power came back: the disk as the image has it, Square as it stood, another printer, and the real start-up code. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type SquareSim, startSquareSim } from "../../adapters/square/sim.ts";
import { type EscposSim, startEscposSim } from "../../drivers/escpos/sim.ts";
import { type Calls, createCalls } from "../help/shop/calls.ts";
import type { Image } from "./disk.ts";
import { DATA_FOLDER, type Recording } from "./recording.ts";
import { configOf, TOKEN } from "./shop-config.ts";

export interface ShopAfter extends AsyncDisposable {
  readonly api: Calls;
  readonly square: SquareSim;
  readonly printer: EscposSim;
  readonly database: string;
  /** Rejects when the gateway ended by itself. */
  readonly running: Promise<void>;
  /** A clean stop. */
  stop(): Promise<void>;
}

export interface AfterOptions {
  readonly dist: string;
  /** Emptied first. */
  readonly folder: string;
  readonly recording: Recording;
  readonly image: Image;
  /** Lines of Square's ledger as it stood. */
  readonly ledger: readonly string[];
}

/** Fast: how a printer's time passes is the crash tests' matter. */
const LINES_PER_SECOND = 1_000_000;
/** Takes what a start sends to pay for a torn command in one piece; byte by byte it would be a third of the work. */
const BUFFER_BYTES = 65_536;
const START_MS = 30_000;
const LOOK_EVERY_MS = 10;

interface Program {
  readonly run: (config: unknown, signal: AbortSignal) => Promise<void>;
  readonly parse: (text: string, file: string) => { readonly config?: unknown };
}

interface HouseFile {
  readonly createHouse: (nextThread: unknown) => { readonly run: Program["run"] };
}

/** As src/cli.ts puts it together. `dist`: of a plain build; bundled, these files are not there. */
async function load(dist: string): Promise<Program> {
  const from = (file: string) => import(pathToFileURL(join(dist, file)).href);
  const { createHouse } = (await from("src/cli/house.js")) as HouseFile;
  const { bootThread } = (await from("src/store/thread/boot.js")) as { readonly bootThread: unknown };
  const { parseConfig } = (await from("src/config/file.js")) as { readonly parseConfig: Program["parse"] };
  return { run: createHouse(bootThread).run, parse: parseConfig };
}

/** @throws Error it never takes orders */
export async function openShopAfter(options: AfterOptions): Promise<ShopAfter> {
  const { folder, recording, image } = options;
  const program = await load(options.dist);
  const disk = join(folder, "disk");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(disk, { recursive: true });
  putImage(disk, image);
  const ledger = join(folder, "square.jsonl");
  writeFileSync(ledger, options.ledger.map((line) => `${line}\n`).join(""));
  const square = await startSquareSim({ token: TOKEN, dataFile: ledger, port: recording.squarePort });
  const printer = await startEscposSim({ linesPerSecond: LINES_PER_SECOND, bufferBytes: BUFFER_BYTES });
  const data = join(disk, DATA_FOLDER);
  const text = configOf({ port: recording.gatewayPort, printer: printer.port, data, logLevel: "error" });
  const { config } = program.parse(text, "gateway.toml");
  const closing = new AbortController();
  const running = program.run(config, closing.signal);
  running.catch(() => undefined);
  const api = createCalls(`http://127.0.0.1:${recording.gatewayPort}`);
  const stop = async (): Promise<void> => {
    closing.abort();
    await running;
  };
  const shop: ShopAfter = {
    ...{ api, square, printer, running, stop, database: join(data, "tillgate.db") },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running.catch(() => undefined);
      await square.close();
      await printer.close();
    },
  };
  try {
    await Promise.race([untilReady(api), running.then(() => Promise.reject(new Error("the gateway ended")))]);
  } catch (error) {
    await shop[Symbol.asyncDispose]();
    throw error;
  }
  return shop;
}

function putImage(disk: string, { files, folders }: Image): void {
  for (const folder of folders) mkdirSync(join(disk, folder), { recursive: true, mode: 0o700 });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(disk, path)), { recursive: true });
    writeFileSync(join(disk, path), content, { mode: 0o600 });
  }
}

async function untilReady(api: Calls): Promise<void> {
  const deadline = performance.now() + START_MS;
  let last: unknown = "no answer";
  while (performance.now() < deadline) {
    try {
      const answer = await api.get("/readyz");
      if (answer.status === 200) return;
      last = answer.body;
    } catch (error) {
      last = String(error);
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`the gateway takes no orders after the power came back: ${JSON.stringify(last)}`);
}
