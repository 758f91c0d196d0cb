/** The commands of `tillgate`. What needs a running gateway asks its API; the rest works on the config and the database of this machine. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { configFileFrom, describeFault, loadConfig, parseConfig, settingFault } from "../config/file.ts";
import { mapLines } from "../config/locate.ts";
import { configJsonSchema } from "../config/schema.ts";
import { isGatewayError } from "../core/errors.ts";
import { addDiscoverCommand } from "./discover.ts";
import { describeCheck, examine } from "./doctor.ts";
import { type Answer, createGatewayApi, ownAddress, tokenFrom } from "./gateway-api.ts";
import type { Parts } from "./parts.ts";
import { addTokenCommands } from "./token.ts";

/** What the shell sees. 78 is EX_CONFIG of sysexits.h: systemd does not restart on it, a wrong file stays wrong. */
export const EXIT = { ok: 0, failed: 1, config: 78 } as const;
/** Seconds that `print` waits for paper. */
const PRINT_WAIT_SECONDS = 30;

/** Runs one command line (without node and the program's name) and says how it ended. */
export async function runCommand(
  args: readonly string[],
  parts: Parts,
  signal: AbortSignal,
): Promise<number> {
  const outcome = { code: EXIT.ok as number };
  const program = createProgram(parts, signal, (code) => {
    outcome.code = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    // Commander has said its part already.
    if (error instanceof CommanderError) return error.exitCode;
    if (!isGatewayError(error)) throw error;
    parts.err(error.message);
    return error.facts["faults"] === undefined ? EXIT.failed : EXIT.config;
  }
  return outcome.code;
}

function createProgram(parts: Parts, signal: AbortSignal, exit: (code: number) => void): Command {
  const program = new Command("tillgate")
    .description("store gateway: durable orders, proven receipts, exactly-once vendor sync")
    .option("-c, --config <file>", "the config file", configFileFrom(parts.environment))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => parts.out(text.trimEnd()),
      writeErr: (text) => parts.err(text.trimEnd()),
    });
  const bench: Bench = {
    parts,
    signal,
    exit,
    configFile: () => program.opts<{ config: string }>().config,
    config: () => loadConfig(program.opts<{ config: string }>().config),
    api: async () =>
      createGatewayApi(ownAddress((await bench.config()).http), await tokenFrom(parts.environment)),
  };
  addRun(program, bench);
  addTokenCommands(program, parts, bench.config);
  addDiscoverCommand(program, parts, bench.config, signal);
  addConfigCommands(program, bench);
  addLookCommands(program, bench);
  addPrint(program, bench);
  addCopyCommands(program, bench);
  return program;
}

/** What every command works with. */
interface Bench {
  readonly parts: Parts;
  readonly signal: AbortSignal;
  readonly exit: (code: number) => void;
  readonly configFile: () => string;
  readonly config: () => Promise<Awaited<ReturnType<typeof loadConfig>>>;
  readonly api: () => Promise<ReturnType<typeof createGatewayApi>>;
}

function addRun(program: Command, { parts, config, signal }: Bench): void {
  program
    .command("run")
    .description("be the gateway, until SIGTERM")
    .action(async () => parts.run(await config(), signal));
}

function addConfigCommands(program: Command, { parts, configFile, exit }: Bench): void {
  program
    .command("check-config")
    .description("all of start but open: every fault of the file, with its line")
    .action(async () => {
      const faults = await faultsOf(configFile(), parts);
      for (const fault of faults) parts.err(fault);
      if (faults.length === 0) parts.out(`${configFile()} is fine`);
      else exit(EXIT.config);
    });
  program
    .command("config-schema")
    .description("JSON Schema of the config file, for editors")
    .action(() => parts.out(JSON.stringify(configJsonSchema(), null, 2)));
}

async function faultsOf(file: string, parts: Parts): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [`${file} cannot be read`];
  const parsed = parseConfig(text, file);
  if (parsed.type === "faulty") return parsed.faults.map(describeFault);
  const lines = mapLines(text);
  const faults = await parts.checkDevices(parsed.config);
  return faults.map(({ path, message }) => describeFault(settingFault(file, lines, path, message)));
}

function addLookCommands(program: Command, { parts, config, api, signal, exit }: Bench): void {
  program
    .command("status")
    .description("what the running gateway says of itself")
    .action(async () => {
      const gateway = await api();
      const ready = await gateway.get("/readyz", signal);
      show(parts, await gateway.get("/v1/status", signal), exit);
      if (ready.status === 200) return;
      parts.err(`takes no orders: ${textOf(ready.body)}`);
      exit(EXIT.failed);
    });
  program
    .command("openapi")
    .description("the API of the running gateway, as OpenAPI")
    .action(async () => show(parts, await (await api()).get("/openapi.json", signal), exit));
  program
    .command("doctor")
    .description("checks disk, clock, key and gateway")
    .action(async () => {
      const { environment, nowMs } = parts;
      const checks = await examine(
        { config: await config(), environment, nowMs: nowMs(), api: await api() },
        signal,
      );
      for (const check of checks) parts.out(describeCheck(check));
      if (checks.some(({ result }) => result === "bad")) exit(EXIT.failed);
    });
}

function addPrint(program: Command, { parts, api, signal, exit }: Bench): void {
  program
    .command("print <printer> [file]")
    .description("print a file of ReceiptLine markup, or standard input, and wait for paper")
    .action(async (printer: string, file: string | undefined) => {
      const markup = file === undefined ? await parts.readStandardInput() : await readFile(file, "utf8");
      const headers = { "idempotency-key": randomUUID(), prefer: `wait=${PRINT_WAIT_SECONDS}` };
      const answer = await (await api()).post("/v1/print-jobs", { printer, markup }, headers, signal);
      show(parts, answer, exit);
      if (stateOf(answer) !== "printed") exit(EXIT.failed);
    });
}

function addCopyCommands(program: Command, { parts, config }: Bench): void {
  program
    .command("backup <file>")
    .description("a consistent copy of the database, also while the gateway runs")
    .action(async (file: string) => {
      await parts.backup(await config(), file);
      parts.out(`${file} holds the database; the credential key is not in it`);
    });
  program
    .command("restore <file>")
    .description("put a copy in place of the database; the gateway must be stopped")
    .action(async (file: string) => {
      await parts.restore(await config(), file);
      parts.out(`restored from ${file}; receipts begin a new series`);
    });
}

function show(parts: Parts, answer: Answer, exit: (code: number) => void): void {
  if (answer.status < 400) {
    parts.out(textOf(answer.body));
    return;
  }
  parts.err(`${answer.status}: ${textOf(answer.body)}`);
  exit(EXIT.failed);
}

const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body, null, 2));

const stateOf = ({ body }: Answer): unknown =>
  typeof body === "object" && body !== null && "state" in body ? body.state : undefined;
