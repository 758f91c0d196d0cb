/**
 * From a till's POST to the first byte at the printer. Beside it a bare route that writes the same bytes straight to an open line and
 * stores nothing. Ours stores the sale and then the claim with its bytes, each with a flush of its own, before a byte leaves: so the
 * goal is the bare route's time, three flushes of this disk (the second group may have to wait for a running one) and 5 ms of work.
 */
import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { encodeDocument } from "../../drivers/escpos/bytes/encode.ts";
import { profileFor } from "../../drivers/escpos/profiles.ts";
import { composeReceipt } from "../../src/printing/templates/receipt.ts";
import { makeOrderInput } from "../help/orders.ts";
import { configure, startBare, startGateway } from "./gateway.ts";
import { openQuickPrinter, type QuickPrinter } from "./quick-printer.ts";
import { receiptOptions, saleWith, store } from "./receipts.ts";
import { quantile } from "./rounds.ts";
import { alone, type Bench, type BenchOptions, type Row, round } from "./row.ts";
import { openTill, type Till } from "./till.ts";

export const printBench: Bench = { name: "print", run };

const WORK_MS = 5;
const FLUSHES = 3;

async function run({ isQuick, folder, say }: BenchOptions): Promise<readonly Row[]> {
  const [rounds, jobs] = isQuick ? [3, 30] : [10, 100];
  await using printer = await openQuickPrinter();
  await using barePrinter = await openQuickPrinter();
  const files = await configure(folder, printer.port);
  await using _gateway = await startGateway(files);
  await using bare = await startBare(join(folder, "bare.db"), barePrinter.port);
  using till = openTill(files.url);
  using bareTill = openTill(`http://127.0.0.1:${bare.line.split(" ").at(-1)}`);
  const bytes = Buffer.from(bytesOf(0)).toString("base64");
  // Compiled and connected before anything counts.
  await repeat(20, () => ours(till, printer));
  await repeat(20, () => straight(bareTill, barePrinter, bytes));
  const [gatewayMs, bareMs, flushMs]: [number[], number[], number[]] = [[], [], []];
  for (let done = 0; done < rounds; done += 1) {
    say(`round ${done + 1} of ${rounds}`);
    gatewayMs.push(...(await repeat(jobs, () => ours(till, printer))));
    bareMs.push(...(await repeat(jobs, () => straight(bareTill, barePrinter, bytes))));
    flushMs.push(...(await flushes(join(folder, "flush"), jobs)));
  }
  return (
    [
      ["median", 0.5],
      ["p99", 0.99],
    ] as const
  ).map(([name, share]) => {
    const [mine, theirs, flush] = [gatewayMs, bareMs, flushMs].map((all) => quantile(all, share)) as [
      number,
      number,
      number,
    ];
    const atMost = round(theirs + FLUSHES * flush + WORK_MS);
    return {
      ...alone(
        { name: `POST of a sale until the first byte is at the printer, ${name}`, value: mine, unit: "ms" },
        { atMost },
      ),
      baseline: `the same bytes, nothing stored: ${round(theirs)} ms; a flush: ${round(flush)} ms`,
      ratio: mine / theirs,
    };
  });
}

async function repeat(times: number, one: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let done = 0; done < times; done += 1) all.push(await one());
  return all;
}

async function ours(till: Till, printer: QuickPrinter): Promise<number> {
  const order = {
    ...makeOrderInput(),
    id: randomUUID(),
    destinations: [],
    print: { printer: "front", copies: 1 },
  };
  const came = printer.firstByte();
  const began = performance.now();
  // Answered when it is on paper: the next one meets an idle printer.
  await till.post("/v1/orders", order, { prefer: "wait=30" });
  return (await came) - began;
}

async function straight(till: Till, printer: QuickPrinter, bytes: string): Promise<number> {
  const came = printer.firstByte();
  const began = performance.now();
  await till.post("/print", { bytes });
  return (await came) - began;
}

const bytesOf = (n: number): Uint8Array =>
  encodeDocument(composeReceipt(saleWith(n), store, receiptOptions), profileFor("epson-tm-t88", undefined))
    .bytes;

async function flushes(path: string, times: number): Promise<number[]> {
  const file = await open(path, "a");
  try {
    return await repeat(times, async () => {
      const began = performance.now();
      await file.write(Buffer.alloc(4_096, 1));
      await file.sync();
      return performance.now() - began;
    });
  } finally {
    await file.close();
  }
}
