/** The page in a real browser, before a whole shop: the built gateway, a printer and Square, each a process of its own. */
import { randomUUID } from "node:crypto";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { LOCATION, openShop, type Shop, SQUARE_TOKEN } from "../help/shop/shop.ts";
import { newFolder } from "../help/store.ts";

/** Debian's and Raspberry Pi OS's own; elsewhere CHROMIUM names it. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // By this name the gateway is not on the browser's own machine: it wants a token.
  "--host-resolver-rules=MAP shop.test 127.0.0.1",
];
const PATIENCE_MS = 30_000;
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

let shop: Shop;
let browser: Browser;
let page: Page;
/** Faults of the page itself, and whatever it wanted from another host. */
let faults: string[];

beforeAll(async () => {
  shop = await openShop({ folder: newFolder(), name: "Café Nord", linesPerSecond: 200 });
  await shop.startGateway();
  const connected = await shop.api.send("POST", "/integrations/pos/connect", {
    vendor: "square",
    credentials: { accessToken: SQUARE_TOKEN },
    settings: { locationId: LOCATION, environment: "sandbox", baseUrl: shop.squareUrl },
  });
  expect(connected.status).toBe(201);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});

afterAll(async () => {
  await browser?.close();
  await shop?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  page = await openPage(DESK);
});

afterEach(async () => {
  await page.context().close();
  expect(faults).toEqual([]);
});

async function openPage(viewport: typeof DESK): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: "en-GB", timezoneId: "Europe/Berlin" });
  context.setDefaultTimeout(PATIENCE_MS);
  const opened = await context.newPage();
  faults = [];
  opened.on("pageerror", (error) => faults.push(error.message));
  opened.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1" && hostname !== "shop.test") faults.push(`asked ${hostname}`);
  });
  return opened;
}

/** A paid order of 7.60, with a receipt. */
async function sell(number: string): Promise<string> {
  const now = new Date().toISOString();
  const answer = await shop.api.send("POST", "/v1/orders", {
    ...{
      id: randomUUID(),
      number,
      till: "front-1",
      staff: "anna",
      currency: "EUR",
      openedAt: now,
      closedAt: now,
    },
    lines: [
      {
        ...{ id: "1", name: "Flat white", quantity: "2", unitPrice: 380 },
        taxes: [{ name: "VAT", rate: "20", inclusive: true }],
      },
    ],
    payments: [{ id: "p1", tender: "cash", amount: 760, tendered: 1000, change: 240 }],
    print: { printer: "front" },
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

const open = async (view = "orders"): Promise<void> => {
  await page.goto(`${shop.url}/#/${view}`);
  await page.getByText("Live", { exact: true }).waitFor();
};
const tab = (name: string): Locator => page.getByRole("navigation").getByRole("link", { name });
const row = (id: string): Locator => page.locator(`[data-order="${id}"]`);
const shows = (place: Locator, text: string): Promise<void> => place.getByText(text).first().waitFor();
/** A pull may have seen it there already. */
const AT_SQUARE = /Square (sent|confirmed)/;
const step = (id: string, text: string | RegExp): Promise<void> =>
  row(id).locator(".track li", { hasText: text }).waitFor();

it("shows an order the moment it is taken, then on paper with the printer's word, then at Square", async () => {
  await open();
  const id = await sell("A-101");
  await step(id, "Captured");
  await step(id, "Receipt proven");
  await step(id, AT_SQUARE);
  const text = await row(id).textContent();
  expect(text).toContain("A-101");
  expect(text).toContain("€7.60");
  expect(text).toContain("Cash");
});

it("shows what was sold, how it was paid, and the picture of the paper", async () => {
  await open();
  const id = await sell("A-102");
  await step(id, "Receipt proven");
  await row(id).click();
  const panel = page.getByRole("dialog");
  await shows(panel, "Order A-102");
  await shows(panel, "Flat white");
  await shows(panel, "€10.00 given, €2.40 change");
  await shows(panel, "Printed, confirmed by the printer");
  await panel.getByRole("button", { name: "Show the paper" }).click();
  const paper = page.getByAltText("The paper as it was printed");
  await paper.waitFor();
  await expect.poll(async () => (await paper.boundingBox())?.height ?? 0).toBeGreaterThan(200);
});

it("is worked by keyboard alone: an order opens with Enter and closes with Escape", async () => {
  const id = await sell("A-103");
  await open();
  await step(id, "Receipt proven");
  await row(id).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await shows(page.getByRole("dialog"), "Order A-103");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => row(id).locator("a:focus").count()).toBe(1);
});

it("says that the printer is out of paper, since when and what waits, and goes on when there is some", async () => {
  await open();
  await shop.printer.send("PUT", "/faults", { paperOut: true });
  await shows(page.locator('[data-id="front"]'), "Paper is out since");
  const id = await sell("A-104");
  await step(id, "Receipt no paper");
  await shows(page.getByRole("region", { name: "at a glance" }), "1 thing needs you");
  await tab("Outbox").click();
  await shows(page.locator(".group"), "Waiting for the printer: paper is out since");
  await shop.printer.send("POST", "/paper/load", {});
  await shows(page.locator('[data-id="front"]'), "Ready");
  await tab("Orders").click();
  await step(id, "Receipt proven");
});

it("says in plain words that Square cannot be reached, and that the orders go by themselves", async () => {
  await open();
  await shop.stopSquare();
  const id = await sell("A-105");
  await step(id, "Square waiting");
  await shows(page.locator('[data-id="square"]'), "Cannot be reached since");
  await shows(page.locator('[data-id="square"]'), "1 order waiting");
  await tab("Outbox").click();
  const group = page.locator(".group", { hasText: "Square cannot be reached since" });
  await shows(group, "sent by itself when it is back");
  await shows(group, "Sale A-105");
  await shows(group, "the internet or the other side was down");
  await shop.startSquare();
  await shows(page.locator(".view"), "Nothing waits");
  await tab("Orders").click();
  await step(id, AT_SQUARE);
});

it("keeps what Square could not get until somebody discards it with a reason", async () => {
  await shop.stopSquare();
  const id = await sell("A-106");
  await open("outbox");
  const duty = page.locator(".duty", { hasText: "Sale A-106" });
  await duty.getByRole("button", { name: "Discard" }).click();
  await page.getByLabel("Reason").fill("entered by hand there");
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await duty.waitFor({ state: "detached" });
  await shop.startSquare();
  await tab("Orders").click();
  await step(id, "Square given up");
  const { body } = await shop.api.get("/v1/audit");
  expect(JSON.stringify(body)).toContain("entered by hand there");
});

it("explains the DUPLICATE banner before a receipt that was not confirmed is printed again", async () => {
  await open();
  await shop.printer.send("PUT", "/faults", { resetAfterBytes: 200 });
  const id = await sell("A-107");
  await step(id, "Receipt unconfirmed");
  await row(id).click();
  const panel = page.getByRole("dialog", { name: "Order A-107" });
  await panel.getByRole("button", { name: "Print again" }).click();
  await shows(page.getByRole("dialog", { name: "Print it again?" }), "may already be on paper");
  await page.getByRole("button", { name: "Print with DUPLICATE banner" }).click();
  await shows(panel, "Duplicate A-107");
  await shows(panel, "Printed, confirmed by the printer");
  await page.keyboard.press("Escape");
  await step(id, "Receipt proven");
  expect(shop.papers().at(-1)?.lines.join("\n")).toMatch(/DUPLICATE|DUPLIKAT/);
});

it("compares a day with Square and shows both sides", async () => {
  const id = await sell("A-108");
  await open();
  await step(id, AT_SQUARE);
  await tab("Compare").click();
  await page.getByRole("button", { name: "Compare now" }).click();
  const report = page.locator(".report").first();
  await shows(report, "compared");
  await shows(report, "Difference");
});

it("says that it has lost the gateway, and shows the truth again when it is back", async () => {
  await open();
  await shop.killGateway();
  await page.getByText("Reconnecting", { exact: true }).waitFor();
  await shop.startGateway();
  const id = await sell("A-109");
  await page.getByText("Live", { exact: true }).waitFor();
  await step(id, AT_SQUARE);
});

it("asks for a token where the gateway wants one, and remembers who signed in", async () => {
  const { body } = await shop.api.send("POST", "/v1/tokens", { name: "office", scopes: ["operator"] });
  const away = shop.url.replace("127.0.0.1", "shop.test");
  await page.goto(away);
  await page.getByLabel("Access token").fill("not-a-token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("This token is unknown here").waitFor();
  await page.getByLabel("Access token").fill(body.secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Sign out office" }).click();
  await page.getByLabel("Access token").waitFor();
});

it("fits a phone: nothing is wider than the screen, and every view is a thumb away", async () => {
  const id = await sell("A-110");
  await page.setViewportSize(PHONE);
  await open();
  await step(id, "Receipt proven");
  for (const view of ["Prints", "Outbox", "Compare", "Orders"]) {
    await tab(view).click();
    await page.getByRole("heading", { name: view, exact: true }).waitFor();
    const [wide, tall] = await page.evaluate<readonly [number, number]>(
      "[document.documentElement.scrollWidth, document.querySelector('.tabs').getBoundingClientRect().bottom]",
    );
    expect(wide).toBeLessThanOrEqual(PHONE.width);
    expect(tall).toBeLessThanOrEqual(PHONE.height);
  }
});
