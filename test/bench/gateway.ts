/** Programs to measure, started as a shop's service manager starts them: no loader, no source maps. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../help/shop/processes.ts";

const ROOT = new URL("../../", import.meta.url);
const START_MS = 60_000;

export interface Measured extends AsyncDisposable {
  /** From spawn to the line that says it serves, ms. */
  readonly startMs: number;
  /** That line. */
  readonly line: string;
  /** Resident memory now, MB of 1e6 bytes; `pss` counts shared pages by their share. */
  memory(): { readonly rss: number; readonly pss: number };
  kill(): Promise<void>;
}

/** `args` of node; `serves` is in the line that says it serves. */
export async function start(args: readonly string[], serves: string): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: fileURLToPath(ROOT),
  });
  const exited = once(child, "exit");
  const line = await lineWith(child, serves);
  const startMs = performance.now() - began;
  // Nobody reads on: a full pipe would hold it up.
  child.stdout?.resume();
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    startMs,
    line,
    memory: () => ({ rss: statusMb(child, "status", "VmRSS"), pss: statusMb(child, "smaps_rollup", "Pss") }),
    kill: () => end("SIGKILL"),
    [Symbol.asyncDispose]: () => end("SIGTERM"),
  };
}

async function lineWith(child: ChildProcess, words: string): Promise<string> {
  const signal = AbortSignal.timeout(START_MS);
  let text = "";
  while (child.stdout) {
    const [chunk] = (await Promise.race([
      once(child.stdout, "data", { signal }),
      once(child, "exit", { signal }),
    ])) as [Buffer | number | null];
    if (!Buffer.isBuffer(chunk)) break;
    text += chunk.toString();
    const found = text.split("\n").find((line) => line.includes(words));
    if (found !== undefined) return found;
  }
  throw new Error(`it ended before it said "${words}": ${text}`);
}

function statusMb(child: ChildProcess, file: "status" | "smaps_rollup", name: string): number {
  const kb = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(
    readFileSync(`/proc/${child.pid}/${file}`, "utf8"),
  );
  return (Number(kb?.[1]) * 1024) / 1e6;
}

export interface GatewayFiles {
  readonly config: string;
  readonly url: string;
  readonly database: string;
}

/** A shop with a printer and the drawer on it: every device module there is. */
export async function configure(folder: string, printerPort: number): Promise<GatewayFiles> {
  const port = await freePort();
  const config = join(folder, "gateway.toml");
  const data = join(folder, "data");
  writeFileSync(
    config,
    `version = 1
[store]
id = "bench"
name = "Café am Markt"
timeZone = "Europe/Berlin"
currency = "EUR"
[http]
host = "127.0.0.1"
port = ${port}
loopbackWithoutToken = true
ratePerMinute = 10000000
[log]
level = "info"
[data]
folder = ${JSON.stringify(data)}
[[devices]]
id = "front"
driver = "escpos"
at = "tcp://127.0.0.1:${printerPort}"
options = { profile = "epson-tm-t88" }
[[devices]]
id = "drawer"
driver = "printer-port"
options = { printer = "front" }
`,
  );
  return { config, url: `http://127.0.0.1:${port}`, database: join(data, "tillgate.db") };
}

export const startGateway = ({ config }: GatewayFiles, flags: readonly string[] = []): Promise<Measured> =>
  start([...flags, "dist/src/cli.js", "run", "--config", config], "the gateway takes orders");

export const startBare = (file: string, printerPort?: number): Promise<Measured> =>
  start(
    ["test/bench/bare-server.mjs", file, ...(printerPort === undefined ? [] : [String(printerPort)])],
    "listening on",
  );
