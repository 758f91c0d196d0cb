/** `tillgate doctor`: what an installer should know before the shop opens. Makes the credential key where none is yet, and nothing else. */
import { access, constants } from "node:fs/promises";
import type { GatewayConfig } from "../config/schema.ts";
import { readSecret } from "../config/secrets.ts";
import { isGatewayError } from "../core/errors.ts";
import { SYNCHRONISED_MARKER } from "../lib/synchronised.ts";
import {
  type Advice,
  clockTrust,
  findMount,
  freeBytes,
  judgeFlush,
  judgeMount,
  measureFlush,
} from "../ops/health.ts";
import type { GatewayApi } from "./gateway-api.ts";

export interface Check {
  readonly name: string;
  readonly result: "ok" | "warn" | "bad";
  readonly words: string;
}

/** Enough for a median that one slow flush does not move; under 5 s even on a bad card. */
const FLUSH_ROUNDS = 20;
const BYTES_PER_MB = 1_000_000;

export interface Patient {
  readonly config: GatewayConfig;
  readonly environment: NodeJS.ProcessEnv;
  readonly nowMs: number;
  readonly api: GatewayApi;
}

/** All checks, also when one of them fails. */
export async function examine(patient: Patient, signal: AbortSignal): Promise<readonly Check[]> {
  const folder = await checkFolder(patient.config.data.folder);
  const disk = folder.result === "ok" ? await checkDisk(patient) : [];
  return [folder, ...disk, await checkClock(patient.nowMs), await checkGateway(patient.api, signal)];
}

export const describeCheck = ({ name, result, words }: Check): string =>
  `${result.padEnd(5)} ${name.padEnd(10)} ${words}`;

async function checkFolder(folder: string): Promise<Check> {
  const writable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return writable
    ? { name: "folder", result: "ok", words: `${folder} is there and writable` }
    : { name: "folder", result: "bad", words: `${folder} is missing, or this user may not write there` };
}

async function checkDisk({ config, environment }: Patient): Promise<readonly Check[]> {
  const { folder } = config.data;
  const times = await measureFlush(folder, FLUSH_ROUNDS);
  const mount = await findMount(folder);
  const flushWords = `${times.medianMs.toFixed(2)} ms per flush, at worst ${times.slowestMs.toFixed(1)} ms`;
  return [
    await checkRoom(config.data),
    fromAdvice("flush", judgeFlush(times), flushWords),
    fromAdvice(
      "mount",
      mount === undefined ? [] : judgeMount(mount),
      mount === undefined ? "unknown" : `${mount.type} at ${mount.folder}`,
    ),
    await checkKey(folder, environment["CREDENTIALS_DIRECTORY"]),
  ];
}

async function checkRoom({ folder, freeSpaceFloorMb }: GatewayConfig["data"]): Promise<Check> {
  const freeMb = Math.floor((await freeBytes(folder)) / BYTES_PER_MB);
  const words = `${freeMb} MB free, orders are refused below ${freeSpaceFloorMb} MB`;
  if (freeMb < freeSpaceFloorMb) return { name: "room", result: "bad", words };
  return { name: "room", result: freeMb < 4 * freeSpaceFloorMb ? "warn" : "ok", words };
}

async function checkKey(dataFolder: string, credentialsFolder: string | undefined): Promise<Check> {
  try {
    const { keyId } = await readSecret("credential-key", { dataFolder, credentialsFolder });
    return { name: "key", result: "ok", words: `credential key ${keyId}` };
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return { name: "key", result: "bad", words: error.message };
  }
}

async function checkClock(nowMs: number): Promise<Check> {
  const trust = await clockTrust(nowMs, 0, SYNCHRONISED_MARKER);
  switch (trust) {
    case "synchronised":
      return { name: "clock", result: "ok", words: "synchronised" };
    case "unproven":
      return { name: "clock", result: "warn", words: "plausible, but no time service vouches for it" };
    case "behind":
      return { name: "clock", result: "bad", words: "in the past: set it, or business days will be wrong" };
  }
}

async function checkGateway(api: GatewayApi, signal: AbortSignal): Promise<Check> {
  try {
    const { status, body } = await api.get("/readyz", signal);
    if (status === 200) return { name: "gateway", result: "ok", words: `takes orders at ${api.address}` };
    return { name: "gateway", result: "bad", words: `runs, but takes no orders: ${JSON.stringify(body)}` };
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return { name: "gateway", result: "warn", words: error.message };
  }
}

const fromAdvice = (name: string, advice: readonly Advice[], words: string): Check => ({
  name,
  result: advice.some(({ severity }) => severity === "bad") ? "bad" : advice.length > 0 ? "warn" : "ok",
  words: [words, ...advice.map(({ message }) => message)].join("; "),
});
