/** Speaks to the running gateway on this machine, as any till would: over its API. */
import { readFile } from "node:fs/promises";
import type { GatewayConfig } from "../config/schema.ts";
import { GatewayError } from "../core/errors.ts";
import { within } from "../lib/deadline.ts";

/** `Prefer: wait` takes up to 60 s; beyond that the gateway hangs. */
const ANSWER_TIMEOUT_MS = 70_000;

export interface Answer {
  readonly status: number;
  /** Parsed JSON, else the text. */
  readonly body: unknown;
}

export interface GatewayApi {
  readonly address: string;
  get(path: string, signal: AbortSignal): Promise<Answer>;
  post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer>;
}

/** Where this machine reaches its own gateway: loopback, unless the config binds one address only. */
export function ownAddress(http: GatewayConfig["http"]): string {
  const everywhere = http.host === "0.0.0.0" || http.host === "::";
  const host = everywhere ? "127.0.0.1" : http.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${http.port}`;
}

/** TILLGATE_TOKEN, or the file that TILLGATE_TOKEN_FILE names: never an argument, which every user of the machine could read. */
export async function tokenFrom(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = environment["TILLGATE_TOKEN_FILE"];
  if (environment["TILLGATE_TOKEN"] !== undefined || file === undefined) return environment["TILLGATE_TOKEN"];
  return (await readFile(file, "utf8")).trim();
}

export function createGatewayApi(address: string, token: string | undefined): GatewayApi {
  const call = async (path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> => {
    const headers = { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const request = fetch(`${address}${path}`, {
      ...init,
      headers,
      signal: within(ANSWER_TIMEOUT_MS, signal),
    });
    const response = await request.catch((error: unknown) => {
      throw new GatewayError("device_offline", `no gateway answers at ${address}`, { cause: error });
    });
    return { status: response.status, body: parsed(await response.text()) };
  };
  return {
    address,
    get: (path, signal) => call(path, { method: "GET" }, signal),
    post: (path, body, headers, signal) =>
      call(
        path,
        {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json", ...headers },
        },
        signal,
      ),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
