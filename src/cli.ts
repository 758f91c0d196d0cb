#!/usr/bin/env node
/** The program `tillgate`: this process's surroundings, handed to the commands. */
import { text } from "node:stream/consumers";
import { house } from "./cli/house.ts";
import { runCommand } from "./cli/program.ts";

const closing = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // A second one ends the process as usual: the outbox is made for that.
  process.once(signal, () => closing.abort());
}

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    ...house,
    environment: process.env,
    nowMs: Date.now,
    out: (words) => process.stdout.write(`${words}\n`),
    err: (words) => process.stderr.write(`${words}\n`),
    readStandardInput: () => text(process.stdin),
  },
  closing.signal,
);
