/** The gateway as it is built, and its baselines, each a process with a folder and a disk of its own. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDiskLab } from "../../disk/lab/disk-lab.ts";
import { freePort } from "../../help/shop/processes.ts";
import type { BaselineStore } from "./baseline.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Every sync of its disk takes so much longer. */
  delaySyncs(ms: number): void;
}

const ROOT = join(import.meta.dirname, "../../..");
const CLI = join(ROOT, "dist/src/cli.js");

/** `devices`: lines of its config, or "". */
export async function startGateway(folder: string, devices: string): Promise<Server> {
  const shop = await openShop(folder, devices);
  return start(shop, ["--enable-source-maps", CLI, "run", "--config", shop.config]);
}

export async function startBaseline(folder: string, store: BaselineStore): Promise<Server> {
  const shop = await openShop(folder, "");
  const program = join(import.meta.dirname, "baseline.ts");
  const files = [join(shop.data, "tillgate.db"), join(shop.data, "orders.log")];
  return start(shop, ["--import", "tsx", program, store, String(shop.port), ...files]);
}

interface Shop {
  readonly config: string;
  readonly data: string;
  readonly port: number;
  readonly token: string;
}

async function openShop(folder: string, devices: string): Promise<Shop> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  const config = join(folder, "gateway.toml");
  const port = await freePort();
  writeFileSync(
    config,
    `version = 1
[store]
id = "bench"
name = "Bench"
timeZone = "Europe/Berlin"
currency = "EUR"
[http]
host = "127.0.0.1"
port = ${port}
ratePerMinute = 1000000000
[data]
folder = ${JSON.stringify(data)}
[log]
level = "warn"
${devices}`,
  );
  const scopes = ["--scope", "till", "status", "--till", "front-1"];
  const create = [CLI, "token", "create", "--config", config, "--name", "bench", ...scopes];
  const token = execFileSync(process.execPath, create, { stdio: ["ignore", "pipe", "ignore"] });
  return { config, data, port, token: token.toString().trim() };
}

async function start({ data, port, token }: Shop, args: readonly string[]): Promise<Server> {
  const url = `http://127.0.0.1:${port}`;
  const lab = openDiskLab(`${data}.lab`, data, null);
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...lab.env },
  });
  const ended = once(child, "exit");
  await Promise.race([
    untilServed(url, token),
    ended.then(([code]) => Promise.reject(new Error(`${args.join(" ")} ended with ${code}`))),
  ]);
  return {
    url,
    token,
    delaySyncs: (ms) => lab.delaySyncs(ms),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      lab[Symbol.dispose]();
    },
  };
}

const START_MS = 60_000;

/** Any answer will do. */
async function untilServed(url: string, token: string): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    try {
      await fetch(`${url}/v1/orders/none`, { headers: { authorization: `Bearer ${token}` } });
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
