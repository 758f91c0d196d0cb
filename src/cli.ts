#!/usr/bin/env node
/** The program `tillgate`: this process's surroundings, handed to the commands. */
import { text } from "node:stream/consumers";
import { bootThread } from "./store/thread/boot.ts";

const closing = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // A second one ends the process as usual: the outbox is made for that.
  process.once(signal, () => closing.abort());
}

const args = process.argv.slice(2);
// The writing thread boots while this one reads the rest of the program: that is why the rest is imported below it.
let booting = args.includes("run") ? bootThread() : undefined;
const nextThread = () => {
  const thread = booting ?? bootThread();
  booting = undefined;
  return thread;
};
const [{ createHouse }, { runCommand }] = await Promise.all([
  import("./cli/house.ts"),
  import("./cli/program.ts"),
]);

process.exitCode = await runCommand(
  args,
  {
    ...createHouse(nextThread),
    environment: process.env,
    nowMs: Date.now,
    out: (words) => process.stdout.write(`${words}\n`),
    err: (words) => process.stderr.write(`${words}\n`),
    readStandardInput: () => text(process.stdin),
  },
  closing.signal,
);
