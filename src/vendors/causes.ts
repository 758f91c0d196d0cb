/** Why two ledgers differ, and what to do: sentences for the person who keeps the shop. */
import type { VendorOrder } from "../core/adapter.ts";
import type { Job, JobKind } from "../core/jobs/job.ts";
import { NEVER_MS, vendorResult } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import type { Difference } from "../core/reconciliation.ts";
import type { Ledgers } from "./ledgers.ts";

export type Cause = Pick<Difference, "cause" | "action">;
type About = Pick<Ledgers, "vendor" | "askedAtMs" | "dutiesOf">;

/** Vendors' lists lag behind what they took: seconds, as a rule. */
const LISTS_LAG_MS = 120_000;
const BY_ITSELF = "nothing: the gateway goes on trying by itself";

/** "12.34 EUR": with as many decimals as the currency has. */
export function money(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}

function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

export function ofMissing(about: About, order: Order): Cause {
  if (order.state === "open") {
    return {
      cause: "the order is still open here: it is sent when it is closed",
      action: "close the order, or void it",
    };
  }
  const isReturn = order.kind === "return";
  const duty = about
    .dutiesOf(order.id)
    .find(({ kind }) => kind === (isReturn ? "vendor.return" : "vendor.sale"));
  if (!duty) {
    return {
      cause: "the gateway has no duty to send it",
      action: `enter it at ${about.vendor} by hand, and report this`,
    };
  }
  return ofDuty(about, duty, isReturn ? "return" : "sale");
}

/** A duty whose effect is not at the vendor. */
function ofDuty({ vendor, askedAtMs }: About, job: Job, what: string): Cause {
  const reason = job.lastError === null ? "" : ` (${job.lastError.message})`;
  switch (job.state) {
    case "queued":
    case "held":
    case "running":
      return { cause: `the ${what} still waits to be sent to ${vendor}${reason}`, action: BY_ITSELF };
    case "in_doubt":
      return job.dueAtMs === NEVER_MS
        ? {
            cause: `nobody could say whether the ${what} arrived; now it is not there`,
            action: `look at ${vendor} once more, then retry it in the outbox`,
          }
        : {
            cause: `the ${what} was sent and its answer was lost; now it is not there${reason}`,
            action: BY_ITSELF,
          };
    case "failed":
      return {
        cause: `${vendor} refused the ${what}${reason}`,
        action: "mend what the reason names and retry it in the outbox, or discard it",
      };
    case "expired":
    case "cancelled":
    case "discarded":
      return {
        cause: `a person gave up sending the ${what}`,
        action: `enter it at ${vendor} by hand, if it belongs there`,
      };
    case "done":
      return ofDone(vendor, askedAtMs, job, what);
  }
}

function ofDone(vendor: string, askedAtMs: number, job: Job, what: string): Cause {
  if ((job.endedAtMs ?? 0) > askedAtMs - LISTS_LAG_MS) {
    return {
      cause: `the ${what} was sent moments before the comparison: ${vendor} may not list it yet`,
      action: "compare again in a few minutes",
    };
  }
  const result = vendorResult.safeParse(job.result);
  const id = result.success ? ` as ${result.data.id}` : "";
  return {
    cause: `${vendor} took the ${what}${id}, and does not show it any more`,
    action: `ask at ${vendor} who cancelled or removed it`,
  };
}

export function ofDoubled(vendor: string, found: readonly VendorOrder[]): Cause {
  return {
    cause: `${vendor} has this sale ${found.length} times: ${found.map(({ vendorId }) => vendorId).join(", ")}`,
    action: `refund or cancel all but one of them at ${vendor}`,
  };
}

/** undefined: both have it alike. */
export function ofMismatch(about: About, order: Order, found: VendorOrder): Cause | undefined {
  const { vendor } = about;
  if (order.state === "open") {
    return {
      cause: `${vendor} has it, although it is still open here`,
      action: "close the order, or void it",
    };
  }
  if (found.state === "open") {
    return {
      cause: `it stands at ${vendor} open and not paid in full`,
      action: openDuty(about, order) ? BY_ITSELF : `complete or cancel it at ${vendor}`,
    };
  }
  if (found.currency !== order.currency) {
    return {
      cause: `${vendor} has it in ${found.currency}, we in ${order.currency}`,
      action: `check the currency of the account at ${vendor}`,
    };
  }
  const amounts = [
    ["total", order.totals.total, found.total],
    ["tip", order.tips, found.tip],
    ["paid", order.paid, found.paid],
  ] as const;
  const wrong = amounts.filter(([, ours, theirs]) => ours !== theirs);
  if (wrong.length === 0) return undefined;
  const said = wrong.map(
    ([what, ours, theirs]) =>
      `${what} ${money(theirs, order.currency)} instead of ${money(ours, order.currency)}`,
  );
  return {
    cause: `${vendor} has ${said.join(", ")}${lossesOf(about, order)}`,
    action: `look who changed it at ${vendor}; our receipt says ${money(order.totals.total, order.currency)}`,
  };
}

/** What could not be said in the vendor's words was known when it was sent. */
function lossesOf({ dutiesOf }: About, order: Order): string {
  const losses = dutiesOf(order.id).flatMap((job) => {
    const result = vendorResult.safeParse(job.result);
    return result.success ? result.data.losses : [];
  });
  return losses.length === 0 ? "" : ` (known since it was sent: ${losses.join("; ")})`;
}

export function ofVoid(about: About, order: Order): Cause {
  const job = latest(about, order, "vendor.void");
  if (job) {
    const why = ofDuty(about, job, "void");
    return { cause: `voided here, it still stands at ${about.vendor}: ${why.cause}`, action: why.action };
  }
  return {
    cause: `voided here, it stands at ${about.vendor}`,
    action: `refund it at ${about.vendor}`,
  };
}

export function ofRefund(about: About, order: Order, found: VendorOrder): Cause {
  const { vendor } = about;
  const [ours, theirs] = [order.refunded, found.refunded].map((minor) => money(minor, order.currency));
  const amounts = `${ours} refunded here, ${theirs} at ${vendor}`;
  if (found.refunded > order.refunded) {
    return {
      cause: `${amounts}: something was refunded at ${vendor} alone`,
      action: "enter the refund at the till, if the guest got the money",
    };
  }
  const job = refundDuty(about, order);
  if (!job)
    return { cause: `${amounts}, and the gateway has no duty to send it`, action: `refund it at ${vendor}` };
  const why = ofDuty(about, job, "refund");
  return { cause: `${amounts}: ${why.cause}`, action: why.action };
}

const ofKind = ({ dutiesOf }: About, order: Order, kind: JobKind): readonly Job[] =>
  dutiesOf(order.id).filter((job) => job.kind === kind);
const latest = (about: About, order: Order, kind: JobKind): Job | undefined =>
  ofKind(about, order, kind).at(-1);
/** The one that is not done, else the last. */
function refundDuty(about: About, order: Order): Job | undefined {
  const duties = ofKind(about, order, order.kind === "return" ? "vendor.return" : "vendor.refund");
  return duties.find(({ state }) => state !== "done") ?? duties.at(-1);
}
const openDuty = ({ dutiesOf }: About, order: Order): boolean =>
  dutiesOf(order.id).some(
    ({ state, dueAtMs }) => state === "queued" || (state === "in_doubt" && dueAtMs < NEVER_MS),
  );

export function ofExtra(
  { vendor, businessDay }: Pick<Ledgers, "vendor" | "businessDay">,
  found: VendorOrder,
  order: Order | undefined,
): Cause {
  if (found.reference === null) {
    return {
      cause: `rung up at ${vendor} itself: ${found.summary}`,
      action: "nothing, if the shop also sells there; else ask who did",
    };
  }
  if (!order) {
    return {
      cause: `${vendor} names order ${found.reference}, which this gateway does not know`,
      action: "find out whether another gateway uses this account, or an older backup was restored",
    };
  }
  const why =
    order.businessDay === businessDay
      ? `it was not meant for ${vendor}`
      : `here it is of ${order.businessDay}`;
  return {
    cause: `${vendor} has order ${order.id} on this day; ${why}`,
    action: "compare that order by hand",
  };
}
