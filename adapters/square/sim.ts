/**
 * A Square account on a socket of its own: the simulator that our adapter, the demo and the crash tests talk
 * to. It imports nothing of the gateway, so it can judge it. Where it differs from Square: sim/README.md.
 *
 *   tsx adapters/square/sim.ts --port 4001 --token sandbox-token --location L1 --currency EUR \
 *     --timezone Europe/Berlin --country DE [--data FILE] [--log-bodies FILE] [--faults JSON]
 */
import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { SimParts } from "./sim/answer.ts";
import { type Control, createControl, type Ledger } from "./sim/control.ts";
import { createCursors } from "./sim/cursors.ts";
import { createFaults, type FaultBox, type Faults, parseFaults } from "./sim/faults.ts";
import { createRequestLog, type ReceivedRequest } from "./sim/request-log.ts";
import { listen } from "./sim/server.ts";
import { openStore } from "./sim/store.ts";
import type { Location } from "./sim/wire.ts";

export type { Ledger } from "./sim/control.ts";
export type { Faults } from "./sim/faults.ts";
export type { ReceivedRequest } from "./sim/request-log.ts";

/** What is left out has the value of a small German shop on a free port, without a file. */
export interface SquareSimOptions {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
  /** The first is the main one. */
  readonly locations?: readonly Location[];
  /** JSON lines; the ledger and the idempotency keys are read from it at the start. */
  readonly dataFile?: string | null;
  /** JSON lines: every request received. */
  readonly bodiesFile?: string | null;
  readonly nowMs?: () => number;
  readonly newId?: () => string;
  readonly faults?: Partial<Faults>;
}

export interface SquareSim extends Control, AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly faults: Pick<FaultBox, "get" | "set" | "reset">;
  readonly ledger: () => Ledger;
  requests(): readonly ReceivedRequest[];
  close(): Promise<void>;
}

export const DEFAULT_LOCATION: Location = {
  id: "L1",
  name: "Main street",
  currency: "EUR",
  country: "DE",
  timezone: "Europe/Berlin",
};

export async function startSquareSim(options: SquareSimOptions): Promise<SquareSim> {
  const host = options.host ?? "127.0.0.1";
  const clock = options.nowMs ?? Date.now;
  const newId = options.newId ?? (() => randomBytes(14).toString("base64url").replace(/[-_]/g, "x"));
  const faults = createFaults(options.faults ?? {});
  const nowMs = (): number => clock() + faults.get().clockSkewMs;
  const parts: SimParts = {
    store: openStore(options.dataFile ?? null),
    faults,
    nowMs,
    newId,
    cursors: createCursors(clock, () => faults.get().cursorTtlMs, newId),
    locations: options.locations ?? [DEFAULT_LOCATION],
    token: options.token ?? "sandbox-token",
  };
  const control = createControl(parts);
  const log = createRequestLog(options.bodiesFile ?? null);
  const server = await listen(parts, control, log, { host, port: options.port ?? 0 });
  return {
    ...control,
    url: `http://${host}:${server.port}`,
    port: server.port,
    faults,
    requests: log.all,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  };
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      host: { ...text, default: "127.0.0.1" },
      port: { ...text, default: "4001" },
      token: { ...text, default: "sandbox-token" },
      location: { ...text, default: DEFAULT_LOCATION.id },
      name: { ...text, default: DEFAULT_LOCATION.name },
      currency: { ...text, default: DEFAULT_LOCATION.currency },
      timezone: { ...text, default: DEFAULT_LOCATION.timezone },
      country: { ...text, default: DEFAULT_LOCATION.country },
      data: text,
      "log-bodies": text,
      faults: { ...text, default: "{}" },
    },
  });
  const location: Location = {
    id: values.location,
    name: values.name,
    currency: values.currency,
    country: values.country,
    timezone: values.timezone,
  };
  const sim = await startSquareSim({
    host: values.host,
    port: Number(values.port),
    token: values.token,
    locations: [location],
    dataFile: values.data ?? null,
    bodiesFile: values["log-bodies"] ?? null,
    faults: parseFaults(JSON.parse(values.faults)),
  });
  process.stdout.write(`square simulator on ${sim.url}\n`);
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => void sim.close());
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) await main();
