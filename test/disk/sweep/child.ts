/** A store with the built writing thread as a process of its own, on a disk to experiment on: one JSON line in, one JSON line out, in order. */
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { openStore, type Store } from "../../../src/store/store.ts";
import { settings } from "../../help/store.ts";
import type { Ask, Reply } from "./store-process.ts";

/** From its source a thread needs a loader, which takes longer than the whole day of a store. */
const THREAD = new URL("../../../dist/src/store/thread/worker.js", import.meta.url);

let store: Store | undefined;
const noted: string[] = [];

async function open(path: string): Promise<readonly string[]> {
  noted.length = 0;
  store = await openStore(
    {
      path,
      settings,
      freeSpaceFloorBytes: 0,
      ballastBytes: 128 * 1024,
      onEvents: () => undefined,
      onState: () => undefined,
      onNotes: (notes) => void noted.push(...notes),
      onCommit: () => undefined,
    },
    new Worker(THREAD),
  );
  return store.notes();
}

function opened(): Store {
  if (!store) throw new Error("not open");
  return store;
}

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case "open":
      return open(ask.path);
    case "run":
      return opened().run(ask.name, revive(ask.input) as never);
    case "read":
      return Reflect.apply(Reflect.get(opened().read, ask.name) as () => unknown, opened().read, ask.input);
    case "state":
      return { ...opened().state(), notes: [...opened().notes(), ...noted] };
    case "close": {
      const closing = opened();
      store = undefined;
      return closing[Symbol.asyncDispose]();
    }
  }
}

/** Bytes come as {bytes: count}: what they are does not matter. */
function revive(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  if ("bytes" in input && typeof input.bytes === "number") return Buffer.alloc(input.bytes, 0x41);
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, revive(value)]));
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: Reply;
  try {
    reply = { ok: true, value: (await answer(JSON.parse(line) as Ask)) ?? null };
  } catch (error) {
    const { name, message } = error as Error;
    reply = { ok: false, name, code: (error as { code?: string }).code ?? null, message };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
