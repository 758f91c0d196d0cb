/**
 * Records one day of a real gateway from an empty folder on: first start, Square connected, tills at work while Square has orders of
 * its own, a clean stop and a start in the middle of it, closing time. Printer and Square are simulators in this process.
 */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type SquareSim, startSquareSim } from "../../adapters/square/sim.ts";
import { startEscposSim } from "../../drivers/escpos/sim.ts";
import { createBook } from "../crash/book.ts";
import { createGateway } from "../crash/gateway.ts";
import { makePlan } from "../crash/plan.ts";
import { isQuiet } from "../crash/play.ts";
import { work } from "../crash/till.ts";
import { createTrap } from "../crash/trap.ts";
import type { Wish } from "../crash/wishes.ts";
import { openDiskLab } from "../disk/lab/disk-lab.ts";
import { createNotingCalls } from "./noting-calls.ts";
import { noteSquare } from "./noting-square.ts";
import { DATA_FOLDER, filesOf, type Recording, saveRecording } from "./recording.ts";
import { configOf, connectSquare, pullFromSquare, TOKEN } from "./shop-config.ts";

export interface DayOptions {
  /** The program: a dist folder. */
  readonly dist: string;
  /** For the recording; emptied. */
  readonly folder: string;
  readonly seed: number;
  /** How often each till's morning of 4 to 8 wishes comes again. */
  readonly mornings: number;
  /** Rung up on Square's own till while the day goes on: pulled in pages of 200. */
  readonly squareOrders: number;
  /**
   * Between its halves. restart: a clean stop and a start while tills are at work. checkpoint: pulls go on until the writer carries
   * its log over, which it does with every 4 MB; the second half then begins the log anew.
   */
  readonly middle: "restart" | "checkpoint";
  /** Each sync takes so much longer: what leaves before its end is seen to leave. 0: as fast as this disk. */
  readonly syncDelayMs: number;
}

/** Until the first checkpoint the database is one page: all else is in its log. */
const CARRIED_OVER_BYTES = 100_000;

/** A TM-T88 prints 80; half a second a receipt would be most of the day. */
const LINES_PER_SECOND = 1_500;
const REST_MS = 60_000;
const PULL_EVERY_MS = 300;
/**
 * Pulls overlap by two minutes: within these a page that was lost would come again by itself. So Square's clock runs ahead in the
 * course of the day, and not by an hour: such a clock is not believed.
 */
const DAY_AT_SQUARE_MS = 50 * 60_000;

export async function recordDay(options: DayOptions): Promise<Recording> {
  const { folder, seed } = options;
  const files = filesOf(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(files.disk, { recursive: true });
  const recordBytes = (): number => (existsSync(files.record) ? statSync(files.record).size : 0);

  using lab = openDiskLab(join(folder, "control"), files.disk, files.record);
  lab.delaySyncs(options.syncDelayMs);
  await using printer = await startEscposSim({ linesPerSecond: LINES_PER_SECOND });
  await using square = await startSquareSim({ token: TOKEN, dataFile: files.ledger });
  const [gatewayPort, squarePort] = [await quietPort(), await quietPort()];
  await using noted = await noteSquare({
    ...{ port: squarePort, target: square.url, ledger: files.ledger, recordBytes },
  });
  const config = join(folder, "gateway.toml");
  const data = join(files.disk, DATA_FOLDER);
  writeFileSync(config, configOf({ port: gatewayPort, printer: printer.port, data, logLevel: "info" }));
  const base = `http://127.0.0.1:${gatewayPort}`;
  const args = ["run", "--config", config];
  const trap = createTrap();
  await using gateway = createGateway({
    ...{ base, trap },
    program: { script: "src/cli.js", dist: options.dist, args, logFile: files.log, env: lab.env },
  });
  const api = createNotingCalls(base, recordBytes);
  const tills = tillsOf(seed, options.mornings);
  const book = createBook();
  book.adds(tills.flatMap(({ wishes }) => wishes));

  await gateway.start(null);
  await connectSquare(api, squarePort);
  const day = new AbortController();
  const vendor = ringUp(square, noted.byItself, options.squareOrders, day.signal);
  const pulling = pullNowAndThen(() => pullFromSquare(api), day.signal);
  const workOn = (half: 0 | 1): Promise<unknown> =>
    Promise.all(tills.map(({ wishes }) => work({ api, trap, gateway }, book, halfOf(wishes, half))));
  await workOn(0);
  if (options.middle === "checkpoint") {
    await until(() => statSync(join(data, "tillgate.db")).size > CARRIED_OVER_BYTES, "its first checkpoint");
  }
  const working = workOn(1);
  if (options.middle === "restart") {
    await gateway.stop();
    await gateway.start(null);
  }
  await working;
  day.abort();
  await Promise.all([vendor, pulling]);
  await pullFromSquare(api);
  await api.until("/v1/status", ({ body }) => isQuiet(body), REST_MS);
  if ((await gateway.stop()) !== 0) throw new Error(`the recorded gateway did not stop: see ${files.log}`);

  const complaints = book
    .entries()
    .flatMap(({ wish, faults }) => faults.map((fault) => `${wish.id}: ${fault}`));
  if (complaints.length > 0) throw new Error(`the recorded day went wrong: ${complaints.join("; ")}`);
  const recording: Recording = {
    ...{ seed, root: files.disk, gatewayPort, squarePort, printerPort: printer.port, tills },
    ...{ attempts: api.attempts, commits: noted.commits, papers: printer.papers() },
  };
  saveRecording(folder, recording);
  return recording;
}

/** Several mornings in one: their order numbers carry the seed. */
function tillsOf(seed: number, mornings: number): Recording["tills"] {
  const wishes = new Map<string, Wish[]>();
  for (let morning = 1; morning <= mornings; morning += 1) {
    for (const till of makePlan(seed * 100 + morning, null, Date.now()).tills) {
      wishes.set(till.till, [...(wishes.get(till.till) ?? []), ...till.wishes]);
    }
  }
  return [...wishes].map(([till, all]) => ({ till, wishes: all }));
}

const halfOf = (wishes: readonly Wish[], half: 0 | 1): readonly Wish[] => {
  const middle = Math.floor(wishes.length / 2);
  return half === 0 ? wishes.slice(0, middle) : wishes.slice(middle);
};

/** Half of them before the first pull: several pages. The others in small bursts, while pages are read. */
async function ringUp(
  square: SquareSim,
  byItself: (act: () => void) => void,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const one = (index: number): void =>
    byItself(() => {
      const price = { amount: 250 + index, currency: "EUR" };
      square.faults.set({ clockSkewMs: Math.round((DAY_AT_SQUARE_MS * index) / count) });
      square.seedOrder({
        order: {
          location_id: "L1",
          line_items: [{ name: "Espresso", quantity: "1", base_price_money: price }],
        },
        tender: "CASH",
      });
    });
  let index = 0;
  for (; index < count / 2; index += 1) one(index);
  while (index < count && !signal.aborted) {
    await sleep(10);
    for (let burst = 0; burst < 3 && index < count; burst += 1, index += 1) one(index);
  }
}

async function pullNowAndThen(pull: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // It may be closing just now.
    await pull().catch(() => undefined);
    await sleep(PULL_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Below those that the system gives to outgoing lines: free it stays free until a player listens there. */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function until(isReached: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + REST_MS;
  while (!isReached()) {
    if (performance.now() > deadline) throw new Error(`the recorded day never came to ${what}`);
    await sleep(10);
  }
}
