/** The parent's end of child.ts. A process that dies is replaced, and its death is told. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { CommandName } from "../../../src/store/commands/index.ts";

export type Ask =
  | { readonly do: "open"; readonly path: string }
  | { readonly do: "run"; readonly name: CommandName; readonly input: unknown }
  | { readonly do: "read"; readonly name: string; readonly input: readonly unknown[] }
  | { readonly do: "state" }
  | { readonly do: "close" };
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly name: string; readonly code: string | null; readonly message: string };

export interface StoreProcess {
  /** @throws ProcessDied with its last words */
  ask(ask: Ask): Promise<Reply>;
  kill(): Promise<void>;
}

export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** No answer is that slow; a store that hangs is broken. */
const ANSWER_MS = 30_000;
const CHILD = new URL("child.ts", import.meta.url).pathname;

export function startStoreProcess(env: Readonly<Record<string, string>>): StoreProcess {
  const child = spawn(process.execPath, ["--import", "tsx", CHILD], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let words = "";
  child.stderr.on("data", (chunk) => {
    words = (words + String(chunk)).slice(-4_000);
  });
  const exited = once(child, "close").then(([code]) => {
    throw new ProcessDied(`the process ended with ${code}: ${words}`);
  });
  exited.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(ask) {
      child.stdin.write(`${JSON.stringify(ask)}\n`);
      const late = AbortSignal.timeout(ANSWER_MS);
      const silence = new Promise<never>((_, reject) => {
        late.addEventListener("abort", () => reject(new ProcessDied(`no answer to ${ask.do}: ${words}`)));
      });
      const { value } = await Promise.race([lines.next(), exited, silence]);
      if (value === undefined) return await exited;
      return JSON.parse(value) as Reply;
    },
    kill: () => killed(child),
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
