/** One Square location: sales out, changes in. Sending is resumable, so to find out is to go on where it stopped. */
import {
  type AdapterContext,
  businessDayOf,
  type Finding,
  type VendorAdapter,
  type VendorJob,
  type VendorOrder,
  type VendorReference,
  vendorRejected,
} from "../../src/sdk.ts";
import { type Account, isKeyFresh } from "./account.ts";
import { createSquareClient, patientClient } from "./client.ts";
import { searchAll } from "./duties/lookup.ts";
import { deliverRefund, deliverVoid } from "./duties/refund.ts";
import { deliverReturn, returnsBetween } from "./duties/return.ts";
import { deliverSale, findSent } from "./duties/sale.ts";
import { isRefused } from "./failures.ts";
import { pullPage } from "./pull.ts";
import { locationAnswer, type SquareOrder } from "./schemas.ts";
import { baseUrlOf, type Credentials, type Settings } from "./settings.ts";
import { toVendorOrder } from "./vendor-order.ts";

export function createSquareAdapter(context: AdapterContext<Settings, Credentials>): VendorAdapter {
  const { config, credentials, http, patiently, nowMs } = context;
  const client = createSquareClient({
    baseUrl: baseUrlOf(config),
    version: config.squareVersion,
    accessToken: credentials.accessToken,
    http,
    nowMs,
  });
  const account: Account = { client, locationId: config.locationId, sourceName: config.sourceName, nowMs };
  /** For a day's comparison: it has no lane that would come back to it later. */
  const patient: Account = { ...account, client: patientClient(client, patiently) };
  const rule = { timeZone: context.timeZone, dayStart: config.dayStart ?? context.dayStart };
  const toOrder = (order: SquareOrder): VendorOrder => toVendorOrder(order, rule);
  return {
    async check(signal) {
      const { name, currency, status } = await readLocation(account, signal);
      if (status !== "ACTIVE")
        throw vendorRejected(`the Square location ${config.locationId} is ${status}`, { status });
      return { account: `${name} (${config.locationId})`, currency };
    },
    send: (job, signal) => deliver(account, job, signal),
    find: (job, signal) => find(account, job, signal),
    pull: (from, signal) => pullPage(account, from, toOrder, signal),
    async *ordersBetween(fromMs, toMs, signal) {
      // How far the clocks are apart must be known now: by a window in the past every sale of the day would be missing.
      await readLocation(patient, signal);
      const window = windowOf(account, fromMs, toMs);
      for await (const order of searchAll(patient, queryOf(window), signal)) yield toOrder(order);
      yield* await returnsBetween(
        patient,
        window,
        (at) => businessDayOf(at, rule.timeZone, rule.dayStart),
        signal,
      );
    },
    async [Symbol.asyncDispose]() {
      // Nothing is held: the lines belong to the http client.
    },
  };
}

/** The Date of an answer is cut to the second: a sale of this very second must not be missing. */
const DATE_STEP_MS = 1_000;

/** By `created_at`: it never moves, while a refund next week moves `updated_at`. Square's clock may differ from ours. */
function windowOf(account: Account, fromMs: number, toMs: number) {
  const offsetMs = account.client.clockOffsetMs();
  const isBehind = offsetMs > 0;
  return { fromMs: fromMs + Math.min(0, offsetMs), toMs: isBehind ? toMs + offsetMs + DATE_STEP_MS : toMs };
}

const queryOf = ({ fromMs, toMs }: ReturnType<typeof windowOf>) =>
  ({
    time: "created_at",
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    source: null,
  }) as const;

function deliver(account: Account, job: VendorJob, signal: AbortSignal): Promise<VendorReference> {
  switch (job.kind) {
    case "vendor.sale":
      return deliverSale(account, job, signal);
    case "vendor.refund":
      return deliverRefund(account, job, signal);
    case "vendor.void":
      return deliverVoid(account, job, signal);
    case "vendor.return":
      return deliverReturn(account, job, signal);
  }
}

/**
 * To find out is to go on: every step is safe to take again. What Square refuses stands nowhere unpaid, and a second send says why.
 * A sale too old for its key and not to be found may be sent: see KEY_FRESH_MS.
 */
async function find(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<Finding<VendorReference>> {
  // After a start Square's clock is not known yet, and ours may have stood still while the machine was off.
  if (!account.client.knowsClock()) await readLocation(account, signal);
  const isOldSale = job.kind === "vendor.sale" && !isKeyFresh(account, job);
  if (isOldSale && (await findSent(account, job, signal)) === null) return { type: "never_arrived" };
  try {
    return { type: "happened", result: await deliver(account, job, signal) };
  } catch (error) {
    if (isRefused(error)) return { type: "never_arrived" };
    throw error;
  }
}

async function readLocation({ client, locationId }: Account, signal: AbortSignal) {
  const path = `/v2/locations/${encodeURIComponent(locationId)}`;
  return (await client.read({ method: "GET", path, body: null, answer: locationAnswer }, signal)).location;
}
