/** Load from a process of its own: wrk needs a tenth of the processor time that a client in Node.js would take from the server. */
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Load {
  readonly url: string;
  readonly token: string;
  /** Files with what stands before the order's id and behind it. */
  readonly body: readonly [head: string, tail: string];
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly requests: number;
}

const SCRIPT = join(import.meta.dirname, "orders.lua");
let runs = 0;

export function demandWrk(): void {
  if (spawnSync("wrk", ["-v"]).error) {
    throw new Error("wrk is not installed, and it makes the load: apt-get install wrk");
  }
}

/** Each request is an order that nobody sent before. @throws Error an order was refused, or a connection broke */
export async function sendOrders({ url, token, body, connections, seconds }: Load): Promise<Measured> {
  runs += 1;
  // A version 7 UUID: 12 digits of the run, then 12 of the order.
  const prefix = `00000000-0000-7${runs.toString(16).padStart(3, "0")}-8000-`;
  const { stdout } = await promisify(execFile)("wrk", [
    ...["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", SCRIPT],
    ...[url, "--", ...body, prefix, token],
  ]);
  const told = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, number>;
  const { requests = 0, refused = 1, broken = 1, p99Ms = Number.NaN } = told;
  if (refused + broken > 0) throw new Error(`${url}: ${refused} orders refused, ${broken} connections broke`);
  return { perSecond: requests / (told["seconds"] ?? Number.NaN), p99Ms, requests };
}
