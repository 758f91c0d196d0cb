/**
 * Resident memory with every device module that exists today (escpos, printer-port; USB and serial lines are not built yet), idle and
 * after a storm of 64 tills that sell as fast as they are answered. Node's flags are those of systemd/tillgate.service.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pass } from "node:timers/promises";
import { makeOrderInput } from "../help/orders.ts";
import { configure, type Measured, startGateway } from "./gateway.ts";
import { openQuickPrinter } from "./quick-printer.ts";
import { alone, type Bench, type BenchOptions, forInformation, type Row } from "./row.ts";
import { openTill } from "./till.ts";

export const memoryBench: Bench = { name: "memory", run };

const TILLS = 64;
/** Memory is what stays, not what a moment needs: a look a second, the smallest counts. */
const LOOKS = 5;

async function run({ isQuick, folder, say }: BenchOptions): Promise<readonly Row[]> {
  await using printer = await openQuickPrinter();
  const files = await configure(folder, printer.port);
  await using gateway = await startGateway(files, serviceFlags());
  await pass(3_000);
  const idle = await settled(gateway);
  say(`idle ${idle.rss.toFixed(1)} MB`);
  const orders = await storm(files.url, isQuick ? 6_000 : 30_000);
  const after = await settled(gateway);
  say(`${orders} orders, then ${after.rss.toFixed(1)} MB`);
  const row = (name: string, value: number, atMost: number): Row =>
    alone({ name, value, unit: "MB" }, { atMost });
  return [
    row("resident memory, idle, all device modules (escpos, printer-port)", idle.rss, 80),
    forInformation(row("the same, pages shared with others counted by their share", idle.pss, 80)),
    row(`resident memory after a storm of ${TILLS} tills`, after.rss, 120),
  ];
}

/** As the unit file gives them to the program. */
function serviceFlags(): readonly string[] {
  const unit = readFileSync(new URL("../../systemd/tillgate.service", import.meta.url), "utf8");
  return (
    /^ExecStart=\S*node (.*?) ?\S+cli\.js run$/m
      .exec(unit)?.[1]
      ?.split(" ")
      .filter((flag) => flag !== "") ?? []
  );
}

async function settled(gateway: Measured): Promise<{ readonly rss: number; readonly pss: number }> {
  const looks: { readonly rss: number; readonly pss: number }[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    await pass(1_000);
    looks.push(gateway.memory());
  }
  return looks.reduce((least, look) => (look.rss < least.rss ? look : least));
}

/** How many orders were taken. */
async function storm(url: string, ms: number): Promise<number> {
  const until = performance.now() + ms;
  let taken = 0;
  const sell = async (n: number): Promise<void> => {
    using till = openTill(url);
    while (performance.now() < until) {
      await till.post("/v1/orders", {
        ...makeOrderInput(),
        id: randomUUID(),
        till: `till-${n}`,
        destinations: [],
      });
      taken += 1;
    }
  };
  await Promise.all(Array.from({ length: TILLS }, (_, n) => sell(n)));
  return taken;
}
