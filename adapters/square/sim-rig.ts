/** For tests only: the simulator behind the levers of `test/contract/every-adapter.test.ts`, and an adapter on it. */
import type { HttpClient, VendorAdapter } from "../../src/sdk.ts";
import { createVendorHttp } from "../../src/vendors/http.ts";
import { createPatientRead } from "../../src/vendors/patient-reads.ts";
import type { AdapterRig, RigFault, VendorBooks } from "../../test/contract/adapter-rig.ts";
import square from "./index.ts";
import { type Faults, type SquareSim, startSquareSim } from "./sim.ts";

export interface SquareRig extends AdapterRig {
  readonly sim: SquareSim;
  readonly settings: { readonly locationId: string; readonly baseUrl: string };
  readonly credentials: { readonly accessToken: string };
}

/** A day on which nothing happens to the clocks. */
const NOON = Date.parse("2026-11-21T11:06:00Z");
/** What a rig never waits out. */
const FOR_EVER_MS = 3_600_000;

export async function openRig(): Promise<SquareRig> {
  let nowMs = NOON;
  const sim = await startSquareSim({ nowMs: () => nowMs });
  return {
    sim,
    settings: { locationId: "L1", baseUrl: sim.url },
    credentials: { accessToken: "sandbox-token" },
    nowMs: () => nowMs,
    pass(ms) {
      nowMs += ms;
    },
    fault: (fault) => sim.faults.set(toFaults(fault)),
    heal: () => sim.faults.reset(),
    forgetKeys: () => sim.faults.set({ idempotencyTtlMs: 0 }),
    booksOf: (order) => booksOf(sim, order.id),
    [Symbol.asyncDispose]: () => sim.close(),
  };
}

function toFaults(fault: RigFault): Partial<Faults> {
  switch (fault.type) {
    case "answer_lost":
      return { loseAnswerEvery: fault.write };
    case "garbage":
      return { invalidJsonEvery: 1 };
    case "silent":
      return { delayMs: FOR_EVER_MS };
    case "rate_limited":
      return { rateLimitEvery: 1, rateLimitRetryAfterSeconds: 7 };
    case "server_error":
      return { serverErrorEvery: 1 };
    case "signed_out":
      return { revokeToken: true };
    case "forbidden":
      return { forbid: ["ORDERS_WRITE", "PAYMENTS_WRITE"] };
  }
}

function booksOf(sim: SquareSim, orderId: string): VendorBooks {
  const { orders, payments, refunds } = sim.ledger();
  const ours = orders.filter(
    (order) => order.metadata?.["tillgate_order"] === orderId && order.state !== "CANCELED",
  );
  const ids = new Set(ours.map(({ id }) => id));
  const paid = payments.filter(({ order_id, status }) => status === "COMPLETED" && ids.has(order_id));
  const back = refunds.filter(({ order_id }) => order_id !== undefined && ids.has(order_id));
  const add = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
  return {
    orders: ours.length,
    paid: add(paid.map(({ amount_money }) => amount_money.amount)),
    refunded: add(back.map(({ amount_money }) => amount_money.amount)),
  };
}

export interface OpenSquare extends SquareRig {
  readonly adapter: VendorAdapter;
  /** Another one on the same books, as after a restart. */
  readonly restarted: () => VendorAdapter;
}

/** `overHear` stands between the adapter and the line: tests change an answer there that no simulator would give. */
export async function openSquare(
  settings: object = {},
  overHear: (http: HttpClient) => HttpClient = (http) => http,
): Promise<OpenSquare> {
  const rig = await openRig();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const http = createVendorHttp({ log, deadlineMs: 1_000, maxAnswerBytes: 4_000_000 });
  const create = (): VendorAdapter =>
    square.create({
      integrationId: "int-1",
      config: square.config.parse({ ...rig.settings, ...settings }),
      credentials: square.credentials.parse(rig.credentials),
      timeZone: "Europe/Berlin",
      dayStart: "04:00",
      patiently: createPatientRead({
        ...{ nowMs: rig.nowMs, monotonicMs: rig.nowMs, random: () => 0 },
        pause: () => Promise.resolve(),
      }),
      http: overHear(http.request),
      nowMs: rig.nowMs,
      log,
    });
  return {
    ...rig,
    adapter: create(),
    restarted: create,
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}
