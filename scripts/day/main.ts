/** A day in the shop. Every step is the product's own API; every judgement is the simulators' own ledger. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOCATION, openShop, type Shop, SQUARE_TOKEN } from "../../test/help/shop/shop.ts";
import { judge, type Report, type Verdict } from "./judge.ts";
import { MORNING, OUTAGE, type Sale, toOrder } from "./orders.ts";
import { bad, headline, say, step, table, trouble } from "./screen.ts";

const once = process.argv.includes("--once");
const folder = join(process.cwd(), "demo-out");
/** Slow enough that a kill in the middle of a print hits the middle. */
const LINES_PER_SECOND = 40;

interface Sold {
  readonly id: string;
  readonly number: string;
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());

async function playTheDay(): Promise<number> {
  await using shop = await openShop({ folder, name: "Café Zum Löwen", linesPerSecond: LINES_PER_SECOND });
  headline("Opening");
  await shop.startGateway();
  step("gateway, printer and Square are up");
  await connectSquare(shop);
  step("Square is connected");
  const sold: Sold[] = [];
  await morning(shop, sold);
  await outage(shop, sold);
  await internetReturns(shop, sold);
  await settleDoubts(shop);
  const result = await evening(shop, sold);
  if (!once) await stayUp(shop);
  return result.faults.length === 0 ? 0 : 1;
}

async function connectSquare(shop: Shop): Promise<void> {
  const answer = await shop.api.send("POST", "/integrations/pos/connect", {
    vendor: "square",
    credentials: { accessToken: SQUARE_TOKEN },
    settings: { locationId: LOCATION, environment: "sandbox", baseUrl: shop.squareUrl },
  });
  if (answer.status !== 201) throw new Error(`connecting Square: ${JSON.stringify(answer.body)}`);
}

async function sell(shop: Shop, sale: Sale, sold: Sold[]): Promise<Sold> {
  const number = `A-${101 + sold.length}`;
  const order = toOrder(sale, number, new Date());
  const answer = await shop.api.send("POST", "/v1/orders", order);
  if (answer.status !== 201) throw new Error(`order ${number}: ${JSON.stringify(answer.body)}`);
  sold.push({ id: order.id, number });
  return { id: order.id, number };
}

const isPrinted = (body: { printJobs: readonly { state: string }[] }): boolean =>
  body.printJobs.length > 0 && body.printJobs.every((job) => job.state === "printed");
const isSent = (body: { sync: readonly { state: string }[] }): boolean =>
  body.sync.every((sync) => sync.state === "sent" || sync.state === "confirmed");

async function morning(shop: Shop, sold: Sold[]): Promise<void> {
  headline("Morning: five orders, all is well");
  for (const sale of MORNING) {
    const { id, number } = await sell(shop, sale, sold);
    const { body } = await shop.api.until(
      `/v1/orders/${id}`,
      (answer) => isPrinted(answer.body) && isSent(answer.body),
    );
    step(`${number}: ${euros(body.totals.total)}, printed (the printer says so), at Square`);
  }
  const [first] = sold;
  if (!first) return;
  const refund = {
    id: "r1",
    lines: [{ lineId: "1", quantity: "1" }],
    payments: [{ tender: "cash", amount: 380 }],
    reason: "kalt",
    print: { printer: "front" },
  };
  const answer = await shop.api.send("POST", `/v1/orders/${first.id}/refunds`, refund);
  if (answer.status !== 201) throw new Error(`refund: ${JSON.stringify(answer.body)}`);
  await shop.api.until(`/v1/orders/${first.id}`, ({ body }) => isPrinted(body) && isSent(body));
  step(`${first.number}: one Flat White refunded, printed, at Square`);
}

async function outage(shop: Shop, sold: Sold[]): Promise<void> {
  headline("Noon: Square cannot be reached, selling goes on");
  await shop.square.send("PUT", "/_sim/faults", { unreachable: true });
  trouble("the internet is gone");
  for (const [index, sale] of OUTAGE.entries()) {
    const { number } = await sell(shop, sale, sold);
    if (index === 9) await killInThePrint(shop, number);
  }
  step(`${OUTAGE.length} orders taken`);
  await shop.api.until("/v1/status", ({ body }) =>
    body.queues.every((queue: { waiting: number; running: number }) => queue.waiting + queue.running === 0),
  );
  const { body } = await shop.api.get("/v1/status");
  step(`all receipts are through; ${body.destinations[0]?.waiting} orders wait for Square`);
}

/** While the printer is at it. */
async function killInThePrint(shop: Shop, number: string): Promise<void> {
  await shop.api.until("/v1/status", ({ body }) =>
    body.queues.some((queue: { running: number }) => queue.running > 0),
  );
  await shop.killGateway();
  trouble(`kill -9 in the middle of a print, right after ${number} was taken`);
  await shop.startGateway();
  step("the gateway is up again");
}

async function internetReturns(shop: Shop, sold: readonly Sold[]): Promise<void> {
  headline("Evening: the internet returns, but badly");
  await shop.square.send("PUT", "/_sim/faults", {
    unreachable: false,
    loseAnswerEvery: 4,
    rateLimitEvery: 7,
  });
  trouble("Square loses every 4th answer after committing, and answers 429 to every 7th call");
  await shop.square.until("/_sim/ledger", ({ body }) => body.orders.length >= MORNING.length + 6);
  await shop.killGateway();
  trouble("kill -9 in the middle of the drain");
  await shop.startGateway();
  step("the gateway is up again and asks Square about what it may have sent");
  for (const { id } of sold) await shop.api.until(`/v1/orders/${id}`, ({ body }) => isSent(body), 120_000);
  step("every order is at Square");
}

/** As an operator would at the dashboard: print again what nobody can vouch for. */
async function settleDoubts(shop: Shop): Promise<void> {
  headline("Closing: what nobody can vouch for");
  const { body } = await shop.api.get("/v1/print-jobs?state=unconfirmed&limit=100");
  for (const job of body.items as { id: string; order: string; settledBy: string | null }[]) {
    const retry = await shop.api.send("POST", `/v1/print-jobs/${job.id}/retry`, {}, { prefer: "wait=30" });
    if (retry.body.state !== "printed") throw new Error(`retry: ${JSON.stringify(retry.body)}`);
    step(`a receipt was cut off by the kill: printed again, marked DUPLICATE`);
  }
  if (body.items.length === 0) step("nothing is in doubt");
}

async function compared(shop: Shop, businessDay: string): Promise<Report> {
  const made = await shop.api.send("POST", "/v1/reconciliations", { vendor: "square", businessDay });
  if (made.status !== 201) throw new Error(`reconciliation: ${JSON.stringify(made.body)}`);
  return reportOf(made.body);
}

async function evening(shop: Shop, sold: readonly Sold[]): Promise<Verdict> {
  const { body: last } = await shop.api.get(`/v1/orders/${sold.at(-1)?.id}`);
  const verdict = await judge(shop, sold, await compared(shop, last.businessDay));
  await savePictures(shop, sold);
  headline("The day, by the printer's and Square's own ledgers");
  table([
    ["captured", verdict.captured],
    ["proven on paper", verdict.proven],
    ["copies with banner", verdict.copiesWithBanner],
    ["papers cut short", verdict.cutShort],
    ["at Square", verdict.atSquare],
    ["missing", verdict.missing],
    ["extra", verdict.extra],
    ["mismatched", verdict.mismatched],
    ["doubled", verdict.doubled],
  ]);
  for (const fault of verdict.faults) bad(fault);
  say(`\n  dashboard  ${shop.url}/\n  receipts   ${join(folder, "receipts")}`);
  return verdict;
}

const reportOf = (body: Report & { readonly report?: Report }): Report => body.report ?? body;

async function savePictures(shop: Shop, sold: readonly Sold[]): Promise<void> {
  const target = join(folder, "receipts");
  mkdirSync(target, { recursive: true });
  for (const { id, number } of sold) {
    const { body } = await shop.api.get(`/v1/orders/${id}`);
    for (const [index, job] of body.printJobs.entries()) {
      const picture = await fetch(`${shop.url}/v1/print-jobs/${job.id}/preview.png`);
      writeFileSync(join(target, `${number}-${index + 1}.png`), Buffer.from(await picture.arrayBuffer()));
    }
  }
}

async function stayUp(shop: Shop): Promise<void> {
  await shop.square.send("DELETE", "/_sim/faults", undefined);
  say("\n  All stays up: look around. Ctrl-C ends it.");
  await new Promise<void>((resolve) =>
    stop.signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  say("\n  closing");
}

const euros = (minor: number): string => `${(minor / 100).toFixed(2)} €`;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
process.exitCode = await playTheDay();
