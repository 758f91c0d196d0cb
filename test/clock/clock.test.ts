/** Clocks that jump, start in 1970, or go round twice: facts keep their order, retries their pace, and stamps say what they are worth. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Answer } from "../help/shop/calls.ts";
import { booksOf, type ClockText, listen, openClockShop, saleAt, sell } from "./clock-shop.ts";

const HOUR_MS = 3_600_000;
const nowText = (): string => new Date().toISOString();
const clockIs =
  (ok: boolean) =>
  ({ body }: Answer): boolean =>
    body.clock.ok === ok;
const isConfirmed = ({ body }: Answer): boolean => ["sent", "confirmed"].includes(body.sync[0]?.state);
const isPrinted = ({ body }: Answer): boolean => body.printJobs[0]?.state === "printed";
interface Device {
  readonly id: string;
  readonly readiness: { readonly state: string };
}
const stateOf = (devices: readonly Device[], id: string): string | undefined =>
  devices.find((device) => device.id === id)?.readiness.state;
const thisYear = new Date().getUTCFullYear();

it.each<readonly [ClockText, string]>([
  ["-365d", "clock_behind"],
  ["+365d", "clock_ahead"],
  ["+5h", "clock_ahead"],
])(
  "the clock jumps by %s between two sales: their order, numbers, day, paper and vendor stay right",
  async (jump, code) => {
    await using house = await openClockShop("jump");
    const { shop } = house;
    await house.start("+0");
    await house.connectSquare();
    using listener = await listen(shop);
    const before = await sell(shop, saleAt(nowText()));
    house.set(jump);
    const during = await sell(shop, saleAt(nowText()));
    const status = await shop.api.until("/v1/status", clockIs(false));
    expect(status.body.ready).toBe(true);
    expect(status.body.reasons).toMatchObject([{ code }]);
    house.set("+0");
    const after = await sell(shop, saleAt(nowText()));
    await shop.api.until("/v1/status", clockIs(true));

    expect([before, during, after].map(({ receiptNumber }) => receiptNumber)).toEqual([1, 2, 3]);
    expect([before, during, after].map(({ timesEstimated }) => timesEstimated)).toEqual([false, true, false]);
    expect(new Set([before, during, after].map(({ businessDay }) => businessDay)).size).toBe(1);
    for (const { id } of [before, during, after]) {
      await shop.api.until(`/v1/orders/${id}`, (answer) => isConfirmed(answer) && isPrinted(answer));
    }
    const captured = listener.events.filter(({ type }) => type === "order.captured");
    expect(captured.map(({ orderId }) => orderId)).toEqual([before.id, during.id, after.id]);
    const seqs = listener.events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    expect(shop.papers()).toHaveLength(3);
    const compared = await shop.api.send("POST", "/v1/reconciliations", {
      ...{ vendor: "square", businessDay: before.businessDay },
    });
    expect(compared.body).toMatchObject({ agrees: true, matched: 3 });
    await shop.stopGateway();
    const books = booksOf(shop);
    expect(books.broken).toEqual([null, null]);
    expect(books.facts.map(({ orderId, clockOk }) => [orderId, clockOk])).toEqual([
      [before.id, 1],
      [during.id, 0],
      [after.id, 1],
    ]);
  },
);

it.each<ClockText>(["-365d", "+365d"])(
  "the clock jumps by %s in the middle of retries: they go on at their pace, and the sale arrives once",
  async (jump) => {
    await using house = await openClockShop("retries");
    const { shop } = house;
    await house.start("+0");
    await house.connectSquare();
    await shop.square.send("PUT", "/_sim/faults", { serverErrorEvery: 1 });
    const sold = await sell(shop, saleAt(nowText()));
    const attempts = ({ body }: Answer): number => body.sync[0].attempts;
    const path = `/v1/orders/${sold.id}`;
    const tried = await shop.api.until(path, (answer) => attempts(answer) >= 2);
    house.set(jump);
    await shop.api.until(path, (answer) => attempts(answer) >= attempts(tried) + 2);
    await shop.square.send("DELETE", "/_sim/faults", undefined);
    await shop.api.until(path, isConfirmed);
    const { body: ledger } = await shop.square.get("/_sim/ledger");
    expect(ledger.orders).toHaveLength(1);
  },
);

it("the clock leaps a year ahead: a ticket that is still good is printed, not expired, and a key is still known", async () => {
  await using house = await openClockShop("ahead");
  const { shop } = house;
  await house.start("+0");
  await shop.printer.send("PUT", "/faults", { coverOpen: true });
  await shop.api.until("/v1/devices", ({ body }) => stateOf(body.items, "front") === "needs_person");
  const ticket = await shop.api.send("POST", "/v1/print-jobs", {
    printer: "front",
    expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
    document: [{ type: "text", runs: [{ text: "Ticket 7" }], align: "left" }],
  });
  const body = saleAt(nowText(), { print: undefined });
  const sold = await sell(shop, body, "monday-1");
  house.set("+365d");
  await shop.api.until("/v1/status", clockIs(false));
  const again = await shop.api.send("POST", "/v1/orders", body, { "idempotency-key": "monday-1" });
  expect([again.status, again.body.id]).toEqual([200, sold.id]);
  await shop.printer.send("PUT", "/faults", { coverOpen: false });
  const path = `/v1/print-jobs/${ticket.body.id}`;
  const ended = await shop.api.until(path, (answer) => ["printed", "expired"].includes(answer.body.state));
  expect(ended.body.state).toBe("printed");
});

it("the clock is right: a ticket past its time is expired, not printed", async () => {
  await using house = await openClockShop("late");
  const { shop } = house;
  await house.start("+0");
  const ticket = await shop.api.send("POST", "/v1/print-jobs", {
    printer: "front",
    expiresAt: new Date(Date.now() - 1_000).toISOString(),
    document: [{ type: "text", runs: [{ text: "Ticket 7" }], align: "left" }],
  });
  const path = `/v1/print-jobs/${ticket.body.id}`;
  await shop.api.until(path, (answer) => answer.body.state === "expired");
});

it.each<readonly [what: string, ClockText]>([
  ["in 1970, for it has no battery clock", "@1970-01-01 00:00:05"],
  ["at the time it saved last, 14 hours ago", "-14h"],
])(
  "the machine starts %s: it sells, its stamps are estimates, and are none when the time is set",
  async (_, clock) => {
    await using house = await openClockShop("start");
    const { shop } = house;
    await house.start(clock);
    await house.connectSquare();
    await shop.api.until("/v1/status", clockIs(false));
    const early = await sell(shop, saleAt(nowText()));
    expect(early.timesEstimated).toBe(true);
    await shop.api.until(`/v1/orders/${early.id}`, (answer) => isConfirmed(answer) && isPrinted(answer));
    const compare = { vendor: "square", businessDay: early.businessDay };
    expect((await shop.api.send("POST", "/v1/reconciliations", compare)).body).toMatchObject({
      agrees: true,
    });
    expect((await shop.api.send("POST", "/integrations/pos/sync/orders", {})).body.success).toBe(true);
    expect(new Date(JSON.parse(booksOf(shop).cursor ?? "{}").seen).getUTCFullYear()).toBe(thisYear);

    house.set("+0");
    await shop.api.until("/v1/status", clockIs(true));
    const late = await sell(shop, saleAt(nowText()));
    expect([late.timesEstimated, late.businessDay, late.receiptNumber]).toEqual([
      false,
      early.businessDay,
      2,
    ]);
    expect(
      (await shop.api.get(`/v1/orders/${early.id}`)).body.timesEstimated,
      "and the early one says so still",
    ).toBe(true);
    await shop.api.until(`/v1/orders/${late.id}`, isConfirmed);
    await shop.stopGateway();
    expect(booksOf(shop).broken).toEqual([null, null]);
  },
);

it("the machine starts a year ahead: Square says so, no cursor goes there, and nothing of it stays when the time is set", async () => {
  await using house = await openClockShop("start-ahead");
  const { shop } = house;
  await house.start("+365d");
  await house.connectSquare();
  await shop.api.until("/v1/status", clockIs(false));
  expect((await shop.api.send("POST", "/integrations/pos/sync/orders", {})).body.success).toBe(true);
  const { seen } = JSON.parse(booksOf(shop).cursor ?? "{}");
  expect(Date.parse(seen)).toBeLessThan(Date.now() + HOUR_MS);
  const early = await sell(shop, saleAt(nowText()));
  expect(early.timesEstimated).toBe(true);
  house.set("+0");
  await shop.api.until("/v1/status", clockIs(true));
  expect((await sell(shop, saleAt(nowText()))).timesEstimated).toBe(false);
});

it.each<readonly [ClockText, RegExp]>([
  ["@1970-01-01 00:00:05", /not valid yet, check date and time/],
  ["+365d", /valid no longer, check date and time/],
])(
  "with a clock at %s no secure line opens: the reason names the clock, and the sale goes out when it is set",
  async (clock, reason) => {
    await using house = await openClockShop("secure");
    const { shop } = house;
    await using secure = await openSecureLine(shop.folder, shop.squareUrl);
    await house.start("+0", { NODE_EXTRA_CA_CERTS: secure.certificate });
    await house.connectSquare(secure.url);
    await shop.stopGateway();
    await house.start(clock, { NODE_EXTRA_CA_CERTS: secure.certificate });
    const sold = await sell(shop, saleAt(nowText()));
    const status = await shop.api.until("/v1/status", ({ body }) => body.destinations[0].reason !== null);
    expect(status.body.destinations[0]).toMatchObject({
      ...{ reachability: "unreachable", reason: expect.stringMatching(reason) },
    });
    house.set("+0");
    await shop.api.until(`/v1/orders/${sold.id}`, isConfirmed);
  },
);

/** The way to Square as a real one is: with a certificate of 30 days. */
async function openSecureLine(folder: string, target: string) {
  const certificate = join(folder, "line.pem");
  const key = join(folder, "line.key");
  execFileSync(
    "openssl",
    [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "30",
      ],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "ignore" },
  );
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (asked, answer) => {
      const { method, headers, url } = asked;
      const onward = request(new URL(url ?? "/", target), { method, headers }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      asked.pipe(onward);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    certificate,
    url: `https://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it("the hour from two to three comes twice: two sales at 02:30 are two, in their order, on the same business day", async () => {
  await using house = await openClockShop("autumn");
  const { shop } = house;
  await house.start("@2027-10-31 00:30:00");
  const times = ["02:30:00+02:00", "02:30:00+01:00", "03:59:59+01:00", "04:00:00+01:00"];
  const sold = [];
  for (const time of times) sold.push(await sell(shop, saleAt(`2027-10-31T${time}`)));
  expect(sold.map(({ businessDay }) => businessDay)).toEqual([
    ...["2027-10-30", "2027-10-30", "2027-10-30", "2027-10-31"],
  ]);
  expect(sold.map(({ receiptNumber }) => receiptNumber)).toEqual([1, 2, 3, 4]);
  const { body } = await shop.api.get("/v1/orders?businessDay=2027-10-30");
  expect(body.items.map(({ id }: { readonly id: string }) => id).toSorted()).toEqual(
    sold
      .slice(0, 3)
      .map(({ id }) => id)
      .toSorted(),
  );
  for (const { id } of sold) await shop.api.until(`/v1/orders/${id}`, isPrinted);
  const shown = shop
    .papers()
    .map(({ lines }) => lines.find((line) => /\d\d:\d\d/.test(line))?.match(/\d\d:\d\d/)?.[0]);
  expect(shown).toEqual(["02:30", "02:30", "03:59", "04:00"]);
});

it("the hour from two to three is left out: sales before and after it are on the days they belong to", async () => {
  await using house = await openClockShop("spring");
  const { shop } = house;
  await house.start("@2027-03-28 00:59:00");
  const times = ["01:59:59+01:00", "03:00:00+02:00", "03:59:59+02:00", "04:00:00+02:00"];
  const days = [];
  for (const time of times) days.push((await sell(shop, saleAt(`2027-03-28T${time}`))).businessDay);
  expect(days).toEqual(["2027-03-27", "2027-03-27", "2027-03-27", "2027-03-28"]);
});

it("the gateway's own clock passes the end of the day in the night of the long hour: a refund goes on the day that it is by then", async () => {
  await using house = await openClockShop("cut");
  const { shop } = house;
  await house.start("@2027-10-31 02:58:30");
  const back = (id: string, amount: number) => ({
    id,
    amount,
    payments: [{ tender: "card", amount }],
    reason: "cold",
  });
  const sold = await sell(shop, saleAt("2027-10-31T02:30:00+01:00"));
  const early = await shop.api.send("POST", `/v1/orders/${sold.id}/refunds`, back("r1", 100));
  house.set("@2027-10-31 03:00:01");
  const late = await shop.api.send("POST", `/v1/orders/${sold.id}/refunds`, back("r2", 100));
  expect(early.body.refunds.map(({ businessDay }: { readonly businessDay: string }) => businessDay)).toEqual([
    "2027-10-30",
  ]);
  expect(late.body.refunds.map(({ businessDay }: { readonly businessDay: string }) => businessDay)).toEqual([
    ...["2027-10-30", "2027-10-31"],
  ]);
  expect(late.body.timesEstimated).toBe(false);
});
