/** The digital receipt in a real browser, on a phone and on a desk, by day and by night, and on paper. */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../help/api.ts";
import { sale } from "../help/sales.ts";

/** Debian's and Raspberry Pi OS's own; elsewhere CHROMIUM names it. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
];
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
/** A folder here keeps what the browser showed, for people to look at. */
const KEEP = process.env["KEEP_PICTURES"];

let api: TestApi;
let browser: Browser;
beforeAll(async () => {
  api = await openTestApi();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
afterAll(async () => {
  await browser.close();
  await api[Symbol.asyncDispose]();
});

async function sell(over: object = {}): Promise<{ id: string; receiptUrl: string }> {
  const id = randomUUID();
  const lines = [
    { id: "1", name: "Flat white", quantity: "2", unitPrice: 380 },
    { id: "2", name: "Croissant au beurre, très long nom de produit", quantity: "3", unitPrice: 290 },
  ];
  const payments = [{ id: "p1", tender: "card", amount: 1630 }];
  const body = sale({ id, number: "A-118", staff: "anna", lines, payments, ...over });
  return (await api.call("POST", "/v1/orders", { body, key: id })).body;
}

async function show(
  path: string,
  { viewport, colorScheme, name }: { viewport: typeof PHONE; colorScheme: "light" | "dark"; name: string },
): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    // Of a page that is not there Chromium tells itself.
    if (message.type() === "error" && !message.text().includes("404")) faults.push(message.text());
  });
  await page.goto(`${api.base}${path}`);
  expect(faults).toEqual([]);
  if (KEEP) writeFileSync(`${KEEP}/${name}.png`, await page.screenshot({ fullPage: true }));
  return page;
}

/** How the page lies in its window. A text, for it runs in the page. */
const LOOK = `({
  overflows: document.documentElement.scrollWidth > window.innerWidth,
  drawn: (document.querySelector("img")?.naturalWidth ?? 0) > 0,
  picture: Math.round(document.querySelector("img")?.getBoundingClientRect().width ?? 0),
  ground: getComputedStyle(document.body).backgroundColor,
})`;
const look = (page: Page): Promise<object> => page.evaluate(LOOK);

it("fills a phone without scrolling sideways, and is no wider than paper on a desk", async () => {
  const { receiptUrl } = await sell();
  const phone = await show(receiptUrl, { viewport: PHONE, colorScheme: "light", name: "phone" });
  expect(await look(phone)).toMatchObject({ overflows: false, drawn: true, picture: 328 });
  const desk = await show(receiptUrl, { viewport: DESK, colorScheme: "light", name: "desk" });
  expect(await look(desk)).toMatchObject({ overflows: false, drawn: true, picture: 416 });
});

it("is dark where the phone is", async () => {
  const { receiptUrl } = await sell();
  const page = await show(receiptUrl, { viewport: PHONE, colorScheme: "dark", name: "dark" });
  expect(await look(page)).toMatchObject({ ground: "rgb(28, 29, 31)" });
});

it("reads aloud what stands on the paper", async () => {
  const { receiptUrl } = await sell();
  const page = await show(receiptUrl, { viewport: PHONE, colorScheme: "light", name: "aloud" });
  const spoken = await page.locator("body").ariaSnapshot();
  expect(spoken).toContain('heading "Receipt');
  expect(spoken).toMatch(/2 x Flat white +7\.60/);
  for (const name of ["PDF", "PNG", "TXT"]) expect(spoken).toContain(`link "${name}"`);
});

it("shows that the money went back", async () => {
  const { id, receiptUrl } = await sell();
  const body = {
    ...{ id: randomUUID(), lines: [{ lineId: "1", quantity: "1" }], reason: "cold" },
    ...{ payments: [{ tender: "card", amount: 380, payment: "p1" }], at: "2026-11-24T12:10:00+01:00" },
  };
  expect((await api.call("POST", `/v1/orders/${id}/refunds`, { body, key: body.id })).status).toBe(201);
  const page = await show(receiptUrl, { viewport: PHONE, colorScheme: "light", name: "refunded" });
  expect(await page.getByRole("status").textContent()).toMatch(/^Refunded 3\.80\sEUR, 24 November 2026$/);
});

it("prints on one sheet, without buttons", async () => {
  const { receiptUrl } = await sell();
  const page = await show(receiptUrl, { viewport: DESK, colorScheme: "dark", name: "before-print" });
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("navigation").isVisible()).toBe(false);
  const pdf = await page.pdf({ format: "A4" });
  if (KEEP) writeFileSync(`${KEEP}/printed.pdf`, pdf);
  expect(pdf.toString("latin1").match(/\/Type ?\/Page\b/g)).toHaveLength(1);
});

it("says in words why an address shows nothing", async () => {
  const page = await show("/r/nothing", { viewport: PHONE, colorScheme: "light", name: "nothing" });
  expect(await page.getByRole("main").textContent()).toContain("This address leads to no receipt");
  expect(await look(page)).toMatchObject({ overflows: false });
});
