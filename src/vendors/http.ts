/**
 * The one way of an adapter to its vendor: JSON over HTTP with our limits.
 * Its errors say whether the vendor may have acted: nothing was written to the line → vendor_unavailable;
 * anything was, and no whole answer came back → outcome_unknown.
 */
import type { Agent, Dispatcher, request } from "undici";
import type { HttpAnswer, HttpClient, HttpRequest } from "../core/adapter.ts";
import { isGatewayError, outcomeUnknown, vendorUnavailable } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { within } from "../lib/deadline.ts";
import { lazily } from "../lib/lazily.ts";

export interface VendorHttpOptions {
  readonly log: Log;
  /** From the call to the last byte of the answer, ms. */
  readonly deadlineMs: number;
  readonly maxAnswerBytes: number;
}

/** 60 s is what Square's own SDK waits; a page of a thousand orders stays below 16 MiB. */
export const VENDOR_HTTP_LIMITS = { deadlineMs: 60_000, maxAnswerBytes: 16 * 1024 * 1024 } as const;

/** A shop's line is bad now and then: a dead one is noticed long before the deadline. */
const CONNECT_TIMEOUT_MS = 10_000;

export interface VendorHttp extends AsyncDisposable {
  readonly request: HttpClient;
}

/** One pool of lines for one vendor account, opened with the first call. Closing lets running calls end. */
export function createVendorHttp(options: VendorHttpOptions): VendorHttp {
  const lines = lazily(openLines);
  const close = lazily(async () => {
    const { agent } = await lines();
    await agent.close();
  });
  return {
    request: (call, signal) => exchange({ lines, call, options }, signal),
    [Symbol.asyncDispose]: close,
  };
}

interface Lines {
  readonly agent: Agent;
  readonly request: typeof request;
}

async function openLines(): Promise<Lines> {
  const undici = await import("undici");
  return {
    agent: new undici.Agent({ connect: { timeout: CONNECT_TIMEOUT_MS } }),
    request: undici.request,
  };
}

interface Exchange {
  readonly lines: () => Promise<Lines>;
  readonly call: HttpRequest;
  readonly options: VendorHttpOptions;
}

async function exchange({ lines, call, options }: Exchange, parent: AbortSignal): Promise<HttpAnswer> {
  const where = nameOf(call);
  const { agent, request } = await lines();
  const signal = within(options.deadlineMs, parent);
  const line = { written: false };
  const startedAt = performance.now();
  try {
    signal.throwIfAborted();
    const answer = await request(call.url, {
      dispatcher: noticeStart(agent, line, signal),
      method: call.method,
      headers: { accept: "application/json", ...call.headers, ...(call.body === null ? {} : JSON_BODY) },
      body: call.body === null ? null : JSON.stringify(call.body),
      signal,
    });
    const text = await readText(answer.body, options.maxAnswerBytes, where);
    const status = answer.statusCode;
    options.log.debug("vendor answered", {
      call: where,
      status,
      ms: Math.round(performance.now() - startedAt),
    });
    const headers = plainHeaders(answer.headers);
    return { status, headers, body: toBody({ status, type: headers["content-type"] ?? "", text, where }) };
  } catch (error) {
    throw classify(error, line.written, where);
  }
}

const JSON_BODY = { "content-type": "application/json" } as const;

/** Method, host and path: no query, which may hold a token. */
function nameOf(call: HttpRequest): string {
  const { host, pathname } = new URL(call.url);
  return `${call.method} ${host}${pathname}`;
}

/** Looks over the agent's shoulder: from the first byte on the vendor may act. */
function noticeStart(agent: Agent, line: { written: boolean }, signal: AbortSignal): Dispatcher {
  return agent.compose((dispatch) => (options, handler) => {
    const watched: Dispatcher.DispatchHandler = {
      onRequestStart(controller, context) {
        // A call that was given up while the line was being opened starts too, but writes nothing.
        line.written = !signal.aborted;
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...all) => handler.onRequestUpgrade?.(...all),
      onResponseStart: (...all) => handler.onResponseStart?.(...all),
      onResponseData: (...all) => handler.onResponseData?.(...all),
      onResponseEnd: (...all) => handler.onResponseEnd?.(...all),
      onResponseError: (...all) => handler.onResponseError?.(...all),
    };
    return dispatch(options, watched);
  });
}

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number, where: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw outcomeUnknown(`${where} answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Cookies are no business of ours. */
function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && name !== "set-cookie",
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : `${value}`]),
  );
}

interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly where: string;
}

/**
 * A refusal in HTML (a proxy's page) still says what it is by its status; a success that is no JSON says nothing.
 * A redirect is never followed: it would carry the token to a host that nobody entered.
 */
function toBody({ status, type, text, where }: RawAnswer): unknown {
  if (status >= 300 && status < 400) throw outcomeUnknown(`${where} answered with a redirect (${status})`);
  if (text === "") return undefined;
  const parsed = /^application\/([a-z0-9.+-]+\+)?json\b/i.test(type) ? parseJson(text) : undefined;
  if (parsed !== undefined || status >= 400) return parsed;
  throw outcomeUnknown(`${where} answered ${status} with something that is no JSON`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function classify(error: unknown, written: boolean, where: string): Error {
  if (isGatewayError(error)) return error;
  const why = reasonOf(error);
  return written
    ? outcomeUnknown(`${where} was sent, no whole answer came back (${why})`, error)
    : vendorUnavailable(`${where} could not be sent (${why})`, undefined, error);
}

/** Nearly always it is this machine's clock that is wrong, and nobody guesses that from the code alone. */
const OUT_OF_TIME: Readonly<Record<string, string>> = {
  CERT_NOT_YET_VALID: "is not valid yet",
  CERT_HAS_EXPIRED: "is valid no longer",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "given up";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const outOfTime = OUT_OF_TIME[code];
  if (outOfTime) return `${code}: by this machine's clock its certificate ${outOfTime}, check date and time`;
  return code === "" || error.name === "TimeoutError" || error.name === "AbortError" ? error.name : code;
}
