/** What the simulator's own tests call it with: a plain HTTP client that never throws on a status. */
import { type SquareSim, type SquareSimOptions, startSquareSim } from "../sim.ts";
import { isRecord } from "./schema.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TestSim extends SquareSim {
  send(
    method: string,
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
}

const HEADERS = {
  Authorization: "Bearer sandbox-token",
  "Square-Version": "2026-09-16",
  "Content-Type": "application/json",
};

/** A simulator on a free port. `await using` closes it. */
export async function testSim(options: SquareSimOptions): Promise<TestSim> {
  const sim = await startSquareSim(options);
  return { ...sim, send: (method, path, body, headers) => send(sim.url, method, path, body, headers) };
}

/** @throws the network error of fetch when the answer is lost. */
async function send(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const text = body === undefined || method === "GET" ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, headers: { ...HEADERS, ...headers }, ...text });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The value at "order.line_items.0.uid", undefined where the path ends early. */
export function at(reply: Reply, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isRecord(value) ? value[step] : undefined;
  }, reply.body);
}

/** The text at a path. @throws Error: the answer has none there, and says so with its body. */
export function textAt(reply: Reply, path: string): string {
  const value = at(reply, path);
  if (typeof value === "string") return value;
  throw new Error(`no text at ${path} of ${JSON.stringify(reply.body)}`);
}

export function codeOf(reply: Reply): unknown {
  return at(reply, "errors.0.code");
}

export const eur = (amount: number) => ({ amount, currency: "EUR" });

/** One coffee at 4.30. */
export const coffee = {
  location_id: "L1",
  line_items: [{ uid: "l1", name: "Flat white", quantity: "1", base_price_money: eur(430) }],
};

/** Makes an order and gives its id. */
export async function orderOf(sim: TestSim, key: string, order: object = coffee): Promise<string> {
  return textAt(await sim.send("POST", "/v2/orders", { idempotency_key: key, order }), "order.id");
}

/** A card payment that the store took on its own terminal. */
export function external(key: string, orderId: string, amount: number, more: object = {}): object {
  return {
    source_id: "EXTERNAL",
    idempotency_key: key,
    order_id: orderId,
    amount_money: eur(amount),
    external_details: { type: "CARD", source: "Store terminal" },
    ...more,
  };
}
