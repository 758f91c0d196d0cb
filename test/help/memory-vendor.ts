/** A vendor in memory, as an adapter meets it: it keeps its own ledger, the second witness of every test. */
import type { VendorAdapter, VendorJob, VendorOrder, VendorReference } from "../../src/core/adapter.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { VendorConnection } from "../../src/vendors/connection.ts";

export interface Arrival {
  readonly key: string;
  readonly orderId: string;
  readonly kind: VendorJob["kind"];
}

export interface MemoryVendor {
  readonly connection: VendorConnection;
  /** Every send() that reached it, in order. A key in here twice is a doubled sale. */
  readonly arrivals: Arrival[];
  /** Every call, as "send o1:sale" or "find o1:sale". */
  readonly calls: string[];
  /** Vendor-side orders for pull() and ordersBetween(). */
  readonly orders: VendorOrder[];
  readonly earlier: Map<string, readonly VendorReference[]>;
  /** What happens to a send, before and after it arrives. Throw in them. */
  beforeSend: (duty: VendorJob) => Promise<void> | void;
  afterSend: (duty: VendorJob) => Promise<void> | void;
  /** Replaces the truthful answer. */
  answerFind: (duty: VendorJob) => Finding<VendorReference> | undefined;
  beforePull: () => Promise<void> | void;
  readonly most: { inFlight: number };
}

export function createMemoryVendor(vendor = "square", concurrency = 4): MemoryVendor {
  const arrivals: Arrival[] = [];
  const calls: string[] = [];
  const orders: VendorOrder[] = [];
  const most = { inFlight: 0 };
  let inFlight = 0;
  const referenceOf = (duty: VendorJob): VendorReference => ({
    id: `V-${duty.order.id}`,
    parts: { [duty.job.idempotencyKey]: "part" },
    losses: [],
  });
  const adapter: VendorAdapter = {
    check: async () => ({ account: "test", currency: "EUR" }),
    async send(duty) {
      const key = duty.job.idempotencyKey;
      calls.push(`send ${key}`);
      self.earlier.set(key, duty.earlier);
      inFlight += 1;
      most.inFlight = Math.max(most.inFlight, inFlight);
      try {
        await self.beforeSend(duty);
        arrivals.push({ key, orderId: duty.order.id, kind: duty.kind });
        await self.afterSend(duty);
        return referenceOf(duty);
      } finally {
        inFlight -= 1;
      }
    },
    async find(duty) {
      calls.push(`find ${duty.job.idempotencyKey}`);
      const answer = self.answerFind(duty);
      if (answer) return answer;
      const arrived = arrivals.some(({ key }) => key === duty.job.idempotencyKey);
      return arrived ? { type: "happened", result: referenceOf(duty) } : { type: "never_arrived" };
    },
    async pull() {
      await self.beforePull();
      return { orders, cursor: "end", more: false };
    },
    async *ordersBetween() {
      await self.beforePull();
      yield* orders;
    },
    async [Symbol.asyncDispose]() {},
  };
  const self: MemoryVendor = {
    connection: { vendor, integrationId: `${vendor}-1`, adapter, limits: { concurrency, keyFreshMs: 0 } },
    arrivals,
    calls,
    orders,
    earlier: new Map(),
    beforeSend: () => undefined,
    afterSend: () => undefined,
    answerFind: () => undefined,
    beforePull: () => undefined,
    most,
  };
  return self;
}
