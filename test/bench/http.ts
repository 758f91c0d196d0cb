/**
 * A durable POST /v1/orders of 1 KiB, over the wire: the built gateway with all that it does for an order (token, rate limit, rules,
 * journal with its hash chain, number, news), beside baselines that share its HTTP server (http/baseline.ts). No printer and no
 * vendor, but in one row. "Slow media" adds 5 or 20 ms to each sync, as a card or an eMMC does.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BaselineStore } from "./http/baseline.ts";
import { cutOrder } from "./http/order.ts";
import { type Server, startBaseline, startGateway } from "./http/servers.ts";
import { demandWrk, sendOrders } from "./http/wrk.ts";
import { interleaved, median } from "./rounds.ts";
import { against, alone, type Bench, type BenchOptions, forInformation, type Row } from "./row.ts";

type Name = "gateway" | "duties" | BaselineStore;
const WHAT: Readonly<Record<Name, string>> = {
  gateway: "gateway",
  duties: "with a print job and a vendor job",
  log: "raw log",
  nothing: "no storage",
  sync: "a transaction per request",
};

/** Who runs where. A transaction per request is compared where requests could share one. */
const RUNS: readonly { readonly syncMs: number; readonly connections: number; readonly names: Name[] }[] = [
  { syncMs: 0, connections: 1, names: ["gateway", "log"] },
  { syncMs: 0, connections: 8, names: ["gateway", "log"] },
  { syncMs: 0, connections: 64, names: ["gateway", "log", "nothing", "sync", "duties"] },
  { syncMs: 5, connections: 1, names: ["gateway", "log"] },
  { syncMs: 5, connections: 8, names: ["gateway", "log"] },
  { syncMs: 5, connections: 64, names: ["gateway", "log", "sync"] },
  { syncMs: 20, connections: 1, names: ["gateway", "log"] },
  { syncMs: 20, connections: 8, names: ["gateway", "log"] },
  { syncMs: 20, connections: 64, names: ["gateway", "log", "sync"] },
];

interface Figures {
  readonly perSecond: number;
  readonly p99Ms: number;
}
type Result = Readonly<Record<Name, Figures>>;

const WARM_SECONDS = 3;
/** prom-client's monitor wakes so often, and tells the whole time between. */
const MONITOR_MS = 10;

export const httpBench: Bench = {
  name: "http",
  async run(options) {
    demandWrk();
    const open: Server[] = [];
    try {
      return await measureAll(options, await startAll(options, open));
    } finally {
      for (const server of open) await server[Symbol.asyncDispose]();
    }
  },
};

async function measureAll(options: BenchOptions, servers: Targets): Promise<readonly Row[]> {
  const rounds = options.isQuick ? 1 : 5;
  const rows: Row[] = [];
  const delays: number[] = [];
  const seconds = options.isQuick ? 1 : 2;
  for (const server of Object.values(servers)) {
    await sendTo(server, { connections: 64, seconds: options.isQuick ? 1 : WARM_SECONDS });
  }
  for (const { syncMs, connections, names } of RUNS) {
    options.say(`${connections} connections, ${syncMs} ms added per sync`);
    for (const name of names) servers[name].server.delaySyncs(syncMs);
    const result = await measure(rounds, names, async (name) => {
      const isWatched = name === "gateway" && syncMs === 20 && connections === 64;
      if (isWatched) await loopDelayMs(servers.gateway.server);
      const measured = await sendTo(servers[name], { connections, seconds });
      if (isWatched) delays.push(await loopDelayMs(servers.gateway.server));
      return measured;
    });
    rows.push(...rowsOf(syncMs, connections, result));
  }
  const delay = { name: "event-loop delay p99, 64 connections, +20 ms", value: median(delays), unit: "ms" };
  return [...rows, alone(delay, { atMost: 5 })];
}

type Targets = Readonly<Record<Name, Target>>;
interface Target {
  readonly server: Server;
  readonly body: readonly [string, string];
}

const DEVICES = `[[devices]]
id = "front"
driver = "escpos"
at = "tcp://127.0.0.1:9"
`;

async function startAll({ folder }: BenchOptions, open: Server[]): Promise<Targets> {
  const at = (name: Name): string => join(folder, name);
  const target = async (starting: Promise<Server>, extra: object): Promise<Target> => {
    const server = await starting;
    open.push(server);
    return { server, body: bodyFiles(folder, extra) };
  };
  const duties = { print: { printer: "front" }, destinations: ["square"] };
  return {
    gateway: await target(startGateway(at("gateway"), ""), {}),
    duties: await target(startGateway(at("duties"), DEVICES), duties),
    log: await target(startBaseline(at("log"), "log"), {}),
    nothing: await target(startBaseline(at("nothing"), "nothing"), {}),
    sync: await target(startBaseline(at("sync"), "sync"), {}),
  };
}

function bodyFiles(folder: string, extra: object): readonly [string, string] {
  const name = Object.keys(extra).join("-") || "plain";
  const [head, tail] = cutOrder(extra);
  const files = [join(folder, `${name}.head`), join(folder, `${name}.tail`)] as const;
  writeFileSync(files[0], head);
  writeFileSync(files[1], tail);
  return files;
}

const sendTo = (
  { server, body }: Target,
  load: { readonly connections: number; readonly seconds: number },
): Promise<Figures> => sendOrders({ url: server.url, token: server.token, body, ...load });

async function measure(
  rounds: number,
  names: readonly Name[],
  send: (name: Name) => Promise<Figures>,
): Promise<Result> {
  const p99s = new Map<Name, number[]>(names.map((name) => [name, []]));
  const variants = names.map((name) => [
    name,
    async () => {
      const { perSecond, p99Ms } = await send(name);
      p99s.get(name)?.push(p99Ms);
      return perSecond;
    },
  ]);
  const perSecond = await interleaved(
    rounds,
    Object.fromEntries(variants) as Record<Name, () => Promise<number>>,
  );
  const figures = names.map((name) => [
    name,
    { perSecond: perSecond[name], p99Ms: median(p99s.get(name) ?? []) },
  ]);
  return Object.fromEntries(figures) as Result;
}

const perSecond = (name: string, { perSecond: value }: Figures) => ({ name, value, unit: "orders/s" });

function rowsOf(syncMs: number, connections: number, result: Result): readonly Row[] {
  const where = `${connections} connection${connections === 1 ? "" : "s"}${syncMs === 0 ? "" : `, +${syncMs} ms`}`;
  const orders = perSecond(`durable POST, ${where}`, result.gateway);
  const beside = (name: Name, atLeast: number): Row =>
    against(orders, perSecond(WHAT[name], result[name]), { atLeast });
  const p99 = { name: `p99 of a durable POST, ${where}`, value: result.gateway.p99Ms, unit: "ms" };
  const rows = [beside("log", { 1: 0.95, 8: 1, 64: 0.85 }[connections] ?? 1)];
  if (connections === 64) rows.push(beside("sync", { 0: 7, 5: 40, 20: 50 }[syncMs] ?? 1));
  if (connections === 64 && syncMs === 0) {
    rows.push(beside("nothing", 0.7));
    rows.push(against(p99, { name: WHAT.log, value: result.log.p99Ms }, { atMost: 2 }));
    const duties = perSecond(`durable POST ${WHAT.duties}, ${where}`, result.duties);
    rows.push(forInformation(against(duties, perSecond("without", result.gateway), { atLeast: 1 })));
  }
  return [...rows, ...boundRows({ syncMs, connections, orders, p99 })];
}

/** A slow medium sets the pace: each connection can have one order in each sync. */
function boundRows({
  syncMs,
  connections,
  orders,
  p99,
}: {
  readonly syncMs: number;
  readonly connections: number;
  readonly orders: ReturnType<typeof perSecond>;
  readonly p99: { readonly name: string; readonly value: number; readonly unit: string };
}): readonly Row[] {
  if (syncMs !== 20 || connections === 1) return [];
  const bound = { name: "connections per sync", value: (connections * 1_000) / syncMs };
  if (connections === 8) return [against(orders, bound, { atLeast: 0.85 })];
  return [against(orders, bound, { atLeast: 0.8 }), alone(p99, { atMost: 3 * syncMs + 10 })];
}

/** Since it was asked before. */
async function loopDelayMs({ url, token }: Server): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await answer.text())?.[1];
  return Number(seconds) * 1_000 - MONITOR_MS;
}
