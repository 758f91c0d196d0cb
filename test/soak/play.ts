/** The play: tills, faults and guests for so many seconds; then all is mended, and the shop comes to rest. */
import { setMaxListeners } from "node:events";
import { createChance } from "../crash/chance.ts";
import { type Evidence, readRecords } from "../crash/evidence.ts";
import { isQuiet, printAgain } from "../crash/play.ts";
import { work } from "../crash/till.ts";
import { listenerSeat, poller, rest } from "./guests.ts";
import type { Sample } from "./judge.ts";
import { nextPauseMs, PRINTER_FAULTS, SQUARE_FAULTS, TILLS, thinkMs, tillPlan } from "./plan.ts";
import type { SoakShop } from "./site.ts";
import { createWatch } from "./watch.ts";

export interface PlayOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly onSample: (sample: Sample, progress: Progress) => void;
}

export interface Progress {
  readonly wishes: number;
  readonly papers: number;
  readonly square: string;
  readonly printers: string;
}

export interface Played {
  readonly samples: readonly Sample[];
  readonly incidents: readonly string[];
}

const SEATS = 4;
const PHASE_MS = [5_000, 20_000] as const;
/** Time to catch up, with nothing wrong: the series must come down again. */
const CALM_SHARE = 0.15;

export async function play(shop: SoakShop, options: PlayOptions): Promise<Played> {
  const { seed, seconds } = options;
  const closing = AbortSignal.timeout(Math.round(seconds * 1_000));
  const faultsEnd = AbortSignal.timeout(Math.round(seconds * (1 - CALM_SHARE) * 1_000));
  // Every actor waits for the same end.
  setMaxListeners(100, closing, faultsEnd);
  const said = { square: "fine", printers: new Map<string, string>() };
  const actors = [
    ...Array.from({ length: TILLS }, (_, index) => tillWork(shop, { seed, index, seconds }, closing)),
    ...Array.from({ length: SEATS }, (_, seat) =>
      listenerSeat(shop, createChance(seed * 100 + 50 + seat), closing),
    ),
    poller(shop, closing),
  ];
  const weather = [
    squareWeather(shop, seed, faultsEnd, said),
    ...printerWeathers(shop, seed, faultsEnd, said),
  ];
  const samples: Sample[] = [];
  const look = createWatch(shop);
  const beganMs = performance.now();
  while (!closing.aborted) {
    await rest(1_000, closing);
    const sample = await look((performance.now() - beganMs) / 1_000);
    if (sample === null) continue;
    samples.push(sample);
    options.onSample(sample, {
      wishes: shop.book.entries().length,
      papers: shop.printers.reduce((sum, printer) => sum + printer.papers().length, 0),
      square: said.square,
      printers: [...said.printers].map(([name, fault]) => `${name} ${fault}`).join(", "),
    });
  }
  const incidents = (await Promise.all(actors)).flat();
  await Promise.all(weather);
  return { samples, incidents };
}

async function tillWork(
  shop: SoakShop,
  about: { readonly seed: number; readonly index: number; readonly seconds: number },
  stop: AbortSignal,
): Promise<readonly string[]> {
  const plan = tillPlan(about.seed, about.index, Date.now);
  const meanMs = thinkMs(about.seconds);
  while (!stop.aborted) {
    await rest(nextPauseMs(plan.chance, meanMs), stop);
    if (stop.aborted) break;
    const wish = plan.next();
    shop.book.adds([wish]);
    await work(shop, shop.book, [wish]);
  }
  return [];
}

interface Said {
  square: string;
  readonly printers: Map<string, string>;
}

async function squareWeather(
  { square }: SoakShop,
  seed: number,
  stop: AbortSignal,
  said: Said,
): Promise<void> {
  const chance = createChance(seed * 100 + 80);
  while (!stop.aborted) {
    const faults = chance.pick(SQUARE_FAULTS);
    square.faults.reset();
    square.faults.set(faults);
    said.square = Object.keys(faults)[0] ?? "fine";
    await rest(chance.int(...PHASE_MS), stop);
  }
  square.faults.reset();
  said.square = "fine";
}

const printerWeathers = (
  { printers }: SoakShop,
  seed: number,
  stop: AbortSignal,
  said: Said,
): Promise<void>[] =>
  printers.map(async (printer, index) => {
    const chance = createChance(seed * 100 + 90 + index);
    while (!stop.aborted) {
      const fault = chance.pick(PRINTER_FAULTS);
      await printer.suffer(fault);
      said.printers.set(
        printer.name,
        fault.type === "faults" ? (Object.keys(fault.faults)[0] ?? "") : fault.type,
      );
      await rest(chance.int(...PHASE_MS), stop);
    }
    await printer.suffer({ type: "none" });
    said.printers.set(printer.name, "none");
  });

/** Long for a full machine with a backlog; a shop that has not come to rest by then never will. */
const REST_MS = 400_000;

const comeToRest = ({ api }: SoakShop) => api.until("/v1/status", ({ body }) => isQuiet(body), REST_MS);

/** A stop in good order and a start, then whatever is doubtful is printed again: the evidence that lies there then. */
export async function close(shop: SoakShop, incidents: readonly string[]): Promise<Evidence> {
  await comeToRest(shop);
  const code = await shop.gateway.stop();
  await shop.gateway.start(null);
  await comeToRest(shop);
  await printAgain(shop);
  await comeToRest(shop);
  await shop.gateway.stop();
  return {
    book: shop.book.entries(),
    records: readRecords(shop.database),
    square: shop.square.ledger(),
    papers: shop.printers.flatMap((printer) => printer.papers()),
    incidents: [
      ...incidents,
      ...shop.gateway.badEnds(),
      ...(code === 0 ? [] : [`the gateway stopped with ${code}`]),
    ],
  };
}
