/** A digital receipt as a web page: the paper's picture, its words for whoever cannot see it, and files to keep. No script. */
import type { Order } from "../../core/orders/order.ts";
import { moneyText } from "../../printing/money-text.ts";
import { labelsFor } from "../../printing/templates/labels.ts";
import type { StoreLabel } from "../../printing/templates/parts.ts";
import { receiptName } from "../../printing/templates/sale.ts";

/** Who gives the receipt. */
export type ShopLabel = Pick<StoreLabel, "name" | "locale" | "timeZone">;

/** Nothing is loaded but this page's own picture, and nothing runs. */
export const PAGE_POLICY =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** "Receipt A-17", or the order's number while there is no receipt. */
export function titleOf({ receiptNumber, series, number, id }: Order, { locale }: ShopLabel): string {
  const labels = labelsFor(locale);
  if (receiptNumber !== null) return `${labels.receipt} ${receiptName(series, receiptNumber)}`;
  return `${labels.order} ${number ?? id}`;
}

export interface PageParts {
  readonly order: Order;
  readonly shop: ShopLabel;
  /** The words on the paper. */
  readonly text: string;
  /** Of the picture, dots. */
  readonly width: number;
  readonly height: number;
  /** The page's own address, without a form: "/r/…". */
  readonly path: string;
}

export function receiptPage({ order, shop, text, width, height, path }: PageParts): string {
  const labels = labelsFor(shop.locale);
  const title = titleOf(order, shop);
  const state = stateOf(order, shop);
  return page(
    { language: shop.locale, title: `${title} \u00b7 ${shop.name}` },
    `<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(shop.name)}</p></header>
${state === null ? "" : `<p class="state" role="status">${escapeHtml(state)}</p>`}
<main>
<img src="${path}.svg" width="${width}" height="${height}" alt="">
<pre class="read" role="document" aria-label="${escapeHtml(labels.receipt)}">${escapeHtml(text)}</pre>
</main>
<nav aria-label="${escapeHtml(title)}"><a href="${path}.pdf" download>PDF</a><a href="${path}.png" download>PNG</a><a href="${path}.txt">TXT</a></nav>`,
  );
}

/** What happened to the sale since; null: nothing. */
function stateOf(order: Order, shop: ShopLabel): string | null {
  const labels = labelsFor(shop.locale);
  const amount = (minor: number): string =>
    `${moneyText(minor, order.currency, shop.locale)}\u00a0${order.currency}`;
  switch (order.state) {
    case "paid":
      return null;
    case "open":
      return `${labels.due} ${amount(order.totals.total + order.totals.cashRounding - order.paid)}`;
    case "voided":
      return `${labels.voided} ${order.void === null ? "" : dayOf(order.void.at, shop)}`.trim();
    case "refunded":
    case "partially_refunded":
      return `${labels.refunded} ${amount(order.refunded)}, ${dayOf(order.refunds.at(-1)?.at ?? order.capturedAt, shop)}`;
  }
}

const dayOf = (at: string, { locale, timeZone }: ShopLabel): string =>
  new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "long" }).format(new Date(at));

/** Why a link shows no receipt, and what helps. */
export const NO_RECEIPT = {
  forged:
    "This address leads to no receipt. It may be incomplete: scan the code again, or copy the whole link.",
  other_key:
    "This link was made under a key that the shop no longer has. The receipt is still in its books: show the paper or the order's number, and the shop gives you a new link.",
  no_order:
    "The link is genuine, but the order is not in the shop's books: they were restored from an older copy. Show the paper to the shop.",
} as const;

export const noReceiptPage = (reason: keyof typeof NO_RECEIPT): string =>
  page(
    { language: "en", title: "No receipt" },
    `<main><h1>No receipt</h1><p>${escapeHtml(NO_RECEIPT[reason])}</p></main>`,
  );

const page = (
  { language, title }: { readonly language: string; readonly title: string },
  body: string,
): string => `<!doctype html>
<html lang="${escapeHtml(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<body>
${body}
</body>
</html>
`;

/** The paper stays white in the dark: it is a picture of paper. */
const STYLE = `
:root{color-scheme:light dark;--desk:#e9e9e7;--ink:#1b1b1b;--quiet:#5a5a58;--line:#c9c9c5;--warn:#8a2c0d;--warn-ground:#fbe9e1}
@media(prefers-color-scheme:dark){:root{--desk:#1c1d1f;--ink:#ededeb;--quiet:#a9a9a5;--line:#44464a;--warn:#ffb59b;--warn-ground:#4a2416}}
*{box-sizing:border-box}
body{margin:0;padding:1.25rem 1rem 2rem;background:var(--desk);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;display:flex;flex-direction:column;align-items:center;gap:1rem}
header{text-align:center}
h1{font-size:1.25rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
header p{margin:.15rem 0 0;color:var(--quiet)}
main{width:100%;max-width:26rem;position:relative}
main p{margin:.75rem 0 0}
main>h1+p{max-width:34rem}
img{display:block;width:100%;height:auto;background:#fff;border-radius:2px;box-shadow:0 1px 2px #0003,0 6px 20px #0002}
.state{margin:0;padding:.5rem 1rem;border-radius:.375rem;background:var(--warn-ground);color:var(--warn);font-weight:600;text-align:center}
.read{position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:pre-wrap}
nav{display:flex;gap:.5rem}
nav a{min-width:4.5rem;padding:.7rem 1rem;border:1px solid var(--line);border-radius:.375rem;color:inherit;text-decoration:none;text-align:center}
nav a:hover{border-color:currentColor}
nav a:focus-visible{outline:3px solid #2f6fed;outline-offset:2px}
@media print{@page{margin:8mm}body{padding:0;background:none;color:#000}nav,header{display:none}main{max-width:72mm}img{box-shadow:none}.state{border:1px solid;background:none;color:#000}}
`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
