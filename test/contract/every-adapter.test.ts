/**
 * The law for every vendor, judged against its simulator: what was sent is there once, whatever was lost on the way.
 * It walks `adapters/`; a new vendor is a new folder and nothing here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdapterModule, VendorAdapter, VendorJob, VendorOrder } from "../../src/core/adapter.ts";
import type { Log } from "../../src/core/log.ts";
import type { Order } from "../../src/core/orders/order.ts";
import { createVendorHttp, type VendorHttp } from "../../src/vendors/http.ts";
import { loadAdapter } from "../../src/vendors/load.ts";
import { captured, makeOrderInput } from "../help/orders.ts";
import type { AdapterRig } from "./adapter-rig.ts";
import { refunded, vendorJob, voided } from "./vendor-job.ts";

const ADAPTERS = new URL("../../adapters/", import.meta.url);
const HEADINGS = ["Connect", "Mapping", "Losses", "Errors", "Evidence", "Not verified"];
const DAY_MS = 24 * 3_600_000;
const house = new AbortController().signal;
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

const ids = readdirSync(ADAPTERS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(ids)("the adapter %s", (id) => {
  let module: AdapterModule;
  let rig: AdapterRig;
  let http: VendorHttp;
  let adapter: VendorAdapter;

  beforeEach(async () => {
    module = await loadAdapter(id);
    const { openRig }: { openRig: () => Promise<AdapterRig> } = await import(
      new URL(`${id}/sim-rig.ts`, ADAPTERS).href
    );
    rig = await openRig();
    http = createVendorHttp({ log: quiet, deadlineMs: 1_000, maxAnswerBytes: 1_000_000 });
    adapter = module.create({
      integrationId: "int-1",
      config: module.config.parse(rig.settings),
      credentials: module.credentials.parse(rig.credentials),
      http: http.request,
      timeZone: "Europe/Berlin",
      dayStart: "04:00",
      patiently: (read) => read(),
      nowMs: rig.nowMs,
      log: quiet,
    });
  });
  afterEach(async () => {
    await adapter[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    await http[Symbol.asyncDispose]();
  });

  /** Two ways of paying, so that most vendors need several calls. */
  const sold: Order = captured(
    makeOrderInput({
      payments: [
        { id: "p1", tender: "cash", amount: 500, tendered: 500, change: 0 },
        { id: "p2", tender: "card", amount: 260, tip: 40 },
      ],
    }),
  );
  const job = (kind: VendorJob["kind"], order: Order, earlier: VendorJob["earlier"] = []): VendorJob =>
    vendorJob({ vendor: id, kind, order, firstSentAtMs: rig.nowMs(), earlier });

  /** As the dispatcher does it: ask first, and send again only when it never arrived. */
  async function settle(duty: VendorJob) {
    const finding = await adapter.find(duty, house);
    if (finding.type === "never_arrived") return adapter.send(duty, house);
    if (finding.type !== "happened") throw new Error(`found ${finding.type}`);
    return finding.result;
  }
  const sendSale = () => adapter.send(job("vendor.sale", sold), house);

  describe("its folder", () => {
    it("has its id as name, and says no to settings it does not know", () => {
      expect(module.id).toBe(id);
      expect(() => module.config.parse({ ...Object(rig.settings), nonsense: 1 })).toThrow();
      expect(() => module.credentials.parse({})).toThrow();
    });

    it("tells how to connect, what is lost and what nobody has tried", () => {
      const readme = readFileSync(new URL(`${id}/README.md`, ADAPTERS), "utf8");
      const found = [...readme.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
      expect(found).toEqual(expect.arrayContaining(HEADINGS));
    });

    it("makes an adapter without a word to the vendor, and closes it twice", async () => {
      rig.fault({ type: "signed_out" });
      await adapter[Symbol.asyncDispose]();
      await expect(adapter[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });

  describe("what is sent", () => {
    it("is there once, paid to the cent", async () => {
      const reference = await sendSale();
      expect(reference.id).not.toBe("");
      expect(rig.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
    });

    it("is there once when it is sent again", async () => {
      const first = await sendSale();
      expect(await sendSale()).toEqual(first);
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it.each([1, 2, 3, 4, 5])("is there once when the answer to write %i is lost", async (write) => {
      rig.fault({ type: "answer_lost", write });
      const lost = await sendSale().catch((error: unknown) => error);
      if (lost instanceof Error) expect(lost).toMatchObject({ code: "outcome_unknown", after: "ask" });
      rig.heal();
      await settle(job("vendor.sale", sold));
      expect(rig.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
    });

    it("is there once when the answer was no answer", async () => {
      rig.fault({ type: "garbage" });
      await expect(sendSale()).rejects.toMatchObject({ code: "outcome_unknown" });
      rig.heal();
      await settle(job("vendor.sale", sold));
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it("is there once when the house let go in the middle", async () => {
      rig.fault({ type: "silent" });
      const letGo = new AbortController();
      const sending = adapter.send(job("vendor.sale", sold), letGo.signal);
      letGo.abort();
      await expect(sending).rejects.toMatchObject({
        code: expect.stringMatching(/^(outcome_unknown|vendor_unavailable)$/),
      });
      rig.heal();
      await settle(job("vendor.sale", sold));
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it("is found a day later, when the vendor has forgotten the key", async () => {
      const duty = job("vendor.sale", sold);
      const first = await adapter.send(duty, house);
      rig.pass(2 * DAY_MS);
      rig.forgetKeys();
      expect(await adapter.find(duty, house)).toMatchObject({
        type: "happened",
        result: { id: first.id, parts: first.parts },
      });
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it.each([1, 2, 3])("is completed a day later when it broke off after write %i", async (write) => {
      const duty = job("vendor.sale", sold);
      rig.fault({ type: "answer_lost", write });
      await adapter.send(duty, house).catch(() => undefined);
      rig.heal();
      rig.pass(2 * DAY_MS);
      rig.forgetKeys();
      await settle(duty);
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it("never arrived, when a day later nobody knows it", async () => {
      const duty = job("vendor.sale", sold);
      rig.pass(2 * DAY_MS);
      expect(await adapter.find(duty, house)).toEqual({ type: "never_arrived" });
      expect(rig.booksOf(sold).orders).toBe(0);
    });
  });

  describe("money given back", () => {
    it("is given back once, whatever is lost", async () => {
      const sale = await sendSale();
      const duty = job("vendor.refund", refunded(sold, 300), [sale]);
      rig.fault({ type: "answer_lost", write: 1 });
      await expect(adapter.send(duty, house)).rejects.toMatchObject({ code: "outcome_unknown" });
      rig.heal();
      await settle(duty);
      await adapter.send(duty, house);
      expect(rig.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 300 });
    });

    it("finds its sale when nobody noted where it went", async () => {
      await sendSale();
      await adapter.send(job("vendor.refund", refunded(sold, 300)), house);
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, refunded: 300 });
    });

    it("is given back once, a day later and with the key forgotten", async () => {
      const sale = await sendSale();
      const duty = job("vendor.refund", refunded(sold, 300), [sale]);
      await adapter.send(duty, house);
      rig.pass(2 * DAY_MS);
      rig.forgetKeys();
      await settle(duty);
      expect(rig.booksOf(sold)).toMatchObject({ refunded: 300 });
    });

    it("leaves nothing paid after a void, however often it is sent", async () => {
      const sale = await sendSale();
      const duty = job("vendor.void", voided(sold), [sale]);
      await adapter.send(duty, house);
      await settle(duty);
      const { orders, paid, refunded: back } = rig.booksOf(sold);
      // A vendor either keeps the sale and gives back all of it with the tip, or drops it.
      expect(orders === 0 || back - paid === 40).toBe(true);
    });
  });

  describe("a refusal", () => {
    const refusals = [
      ["rate_limited", /^vendor_unavailable$/],
      ["server_error", /^vendor_unavailable$/],
      ["signed_out", /^vendor_sign_in$/],
      ["forbidden", /^vendor_(sign_in|rejected)$/],
    ] as const;
    it.each(refusals)("by %s says what to do, and a later send is there once", async (type, code) => {
      rig.fault({ type });
      await expect(sendSale()).rejects.toMatchObject({ code: expect.stringMatching(code) });
      rig.heal();
      await sendSale();
      expect(rig.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
    });

    it("names the pause that the vendor asks for", async () => {
      rig.fault({ type: "rate_limited" });
      await expect(sendSale()).rejects.toMatchObject({ retryAfterMs: 7_000 });
    });

    it("of our sign-in shows in the check", async () => {
      expect(await adapter.check(house)).toMatchObject({ currency: "EUR" });
      rig.fault({ type: "signed_out" });
      await expect(adapter.check(house)).rejects.toMatchObject({ code: "vendor_sign_in" });
    });
  });

  describe("what comes back", () => {
    const seen = {
      reference: sold.id,
      total: 760,
      tip: 40,
      paid: 760,
      businessDay: "2026-11-21",
      currency: "EUR",
    };

    it("is our sale, with our id and our day", async () => {
      const sinceMs = rig.nowMs() - 60_000;
      await sendSale();
      const page = await adapter.pull({ cursor: undefined, sinceMs }, house);
      expect(page.orders).toContainEqual(
        expect.objectContaining({ ...seen, state: "completed", refunded: 0 }),
      );
      expect(page.more).toBe(false);
    });

    it("goes on from the cursor after a restart", async () => {
      const sinceMs = rig.nowMs() - 60_000;
      const sale = await sendSale();
      const { cursor } = await adapter.pull({ cursor: undefined, sinceMs }, house);
      rig.pass(600_000);
      await adapter.send(job("vendor.refund", refunded(sold, 300), [sale]), house);
      const page = await adapter.pull({ cursor, sinceMs: rig.nowMs() }, house);
      expect(page.orders).toContainEqual(expect.objectContaining({ reference: sold.id, refunded: 300 }));
    });

    it("is in the window in which it was sent, and only there", async () => {
      await sendSale();
      const at = rig.nowMs();
      const found: VendorOrder[] = [];
      for await (const order of adapter.ordersBetween(at - 60_000, at + 60_000, house)) found.push(order);
      for await (const order of adapter.ordersBetween(at - DAY_MS, at - 60_000, house)) found.push(order);
      expect(found).toEqual([expect.objectContaining(seen)]);
    });
  });
});
