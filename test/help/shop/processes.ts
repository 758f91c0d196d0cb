/** Child processes of a shop in a box: each starts, says that it is ready on its standard output, and can be killed like by a power cut. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../", import.meta.url);
/** Long for a busy machine; a process that says nothing by then is broken. */
const START_MS = 60_000;

export interface Running {
  readonly firstLine: string;
  /** SIGKILL: nothing is said goodbye to. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

/** A process from its first moment on, before it has said anything. */
export interface Launched {
  readonly pid: number;
  /** Rejects when it ends before it says anything. */
  readonly firstLine: Promise<string>;
  /** null: by a signal. */
  readonly exited: Promise<number | null>;
  /** Sent at once. */
  signal(name: "SIGKILL" | "SIGTERM"): void;
}

export interface Program {
  /** Below dist/, such as "src/cli.js". */
  readonly script: string;
  /** Another build than dist/: its folder. */
  readonly dist?: string;
  readonly args: readonly string[];
  /** Standard output and error go here, appended. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a built program; resolves with the first line it prints. @throws Error it ended before it was ready */
export async function startProgram(program: Program): Promise<Running> {
  const { firstLine, exited, signal } = launch(program);
  return {
    firstLine: await firstLine,
    exited,
    async kill() {
      signal("SIGKILL");
      await exited;
    },
    async stop() {
      signal("SIGTERM");
      return await exited;
    },
  };
}

export function launch(program: Program): Launched {
  const file = join(program.dist ?? fileURLToPath(new URL("dist", ROOT)), program.script);
  const child = spawn(process.execPath, ["--enable-source-maps", file, ...program.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...program.env },
  });
  const log = createWriteStream(program.logFile, { flags: "a" });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  // Its last words may come after its exit.
  child.once("close", () => log.end());
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const firstLine = Promise.race([
    readLine(child),
    exited.then((code) => {
      throw new Error(`${program.script} ended with ${code} before it was ready: see ${program.logFile}`);
    }),
  ]);
  // Whoever kills it early does not wait for its first line.
  firstLine.catch(() => undefined);
  return { pid: child.pid ?? 0, firstLine, exited, signal: (name) => void child.kill(name) };
}

async function readLine(child: ChildProcess): Promise<string> {
  const signal = AbortSignal.timeout(START_MS);
  let text = "";
  while (!text.includes("\n")) {
    if (!child.stdout) throw new Error("a program without standard output");
    const [chunk] = await once(child.stdout, "data", { signal });
    text += String(chunk);
  }
  return text.slice(0, text.indexOf("\n"));
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
