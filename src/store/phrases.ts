/**
 * The journal's JSON without its words: what every order repeats, names of members and their usual values, is stored as a
 * character or two that JSON itself never holds (control characters are always escaped in it). So the text comes back letter
 * by letter, and a row of an usual sale fits a page.
 */

/** A place in this list is on disk in every shop: it only grows at its end. */
export const PHRASES: readonly string[] = [
  // One character each: what stands in every line and payment.
  ',"id":',
  '{"id":',
  ',"name":',
  '{"name":',
  ',"quantity":',
  ',"unitPrice":',
  ',"amount":',
  ',"rate":',
  ',"tender":',
  ',"tax":',
  ',"total":',
  ',"net":',
  ',"discount":',
  ',"inclusive":true',
  ',"modifiers":',
  ',"taxes":',
  ',"discounts":',
  ',"discounts":[]',
  ',"amounts":{"gross":',
  ',"orderDiscount":0',
  ',"addedTax":0',
  ',"voided":[]',
  ',"refundedQuantity":"0"',
  ',"itemId":',
  ',"variationId":',
  ',"note":',
  ',"modifiers":[]',
  ',"at":',
  ',"state":',
  // Two characters each.
  '{"fact":null,"order":{"id":',
  ',"kind":"sale"',
  ',"number":',
  ',"till":',
  ',"staff":',
  ',"type":',
  ',"openedAt":"',
  ',"closedAt":"',
  ',"capturedAt":"',
  ',"businessDay":"',
  ',"currency":"',
  ',"taxRounding":"line"',
  ',"serviceCharges":[]',
  ',"serviceCharges":',
  ',"customer":null',
  ',"print":null',
  ',"destinations":',
  ',"note":null',
  ',"lines":',
  ',"payments":',
  ',"tip":0',
  ',"tip":',
  ',"tendered":',
  ',"change":',
  ',"state":"approved"',
  ',"refunds":[]',
  ',"refunds":',
  ',"applied":[]',
  ',"applied":',
  ',"base":',
  ',"totals":{"gross":',
  ',"serviceCharge":0',
  ',"serviceCharge":',
  ',"rounding":0',
  ',"rounding":',
  ',"cashRounding":0',
  ',"cashRounding":',
  ',"paid":',
  ',"tips":0',
  ',"tips":',
  ',"refunded":0',
  ',"refunded":',
  ',"state":"paid"',
  ',"state":"open"',
  ',"revision":1',
  ',"revision":',
  ',"receiptNumber":null',
  ',"receiptNumber":',
  ',"series":null',
  ',"series":"A"',
  ',"series":',
  ',"late":false',
  ',"late":true',
  ',"flagged":null',
  ',"flagged":',
  ',"void":null',
  ',"void":',
  ',"inclusive":false',
  ',"orderDiscount":',
  ',"addedTax":',
  ',"voided":',
  ',"refundedQuantity":"',
  ',"type":"dine_in"',
  ',"type":"take_away"',
  ',"tender":"cash"',
  ',"tender":"card"',
  ',"reference":',
  ',"print":{"printer":',
  ',"copies":1',
  ',"copies":',
  ',"openDrawer":',
  ',"customer":{"name":',
  ',"email":',
  ',"phone":',
  ',"taxes":[]',
  ',"modifiers":[{"id":',
  ',"taxes":[{"name":',
  ',"discounts":[{"name":',
  ',"lines":[{"id":',
  ',"payments":[{"id":',
  ',"quantity":"1"',
  ',"reason":',
  ',"taxRounding":',
  ',"kind":',
  '{"fact":',
  ',"order":{"id":',
  ',"reversed":',
  ',"flagged":false',
];

const SINGLES = 29;
const LEADS = ["\u001e", "\u001f"] as const;
const FIRST_SECOND = 0x20;
const SECONDS = 0x5f;

function codeAt(index: number): string {
  if (index < SINGLES) return String.fromCharCode(index + 1);
  const rest = index - SINGLES;
  return `${LEADS[Math.floor(rest / SECONDS)]}${String.fromCharCode(FIRST_SECOND + (rest % SECONDS))}`;
}

const CODES = new Map(PHRASES.map((phrase, index) => [phrase, codeAt(index)]));
const SPOKEN = new Map(PHRASES.map((phrase, index) => [codeAt(index), phrase]));

/** Longest first: a member with its usual value before the member alone. */
const escaped = [...PHRASES]
  .sort((a, b) => b.length - a.length)
  .map((phrase) => phrase.replaceAll(/[[\]{}]/g, "\\$&"));
const PHRASE = new RegExp(escaped.join("|"), "g");
const CODE = new RegExp(`[\u0001-\u001d]|[${LEADS.join("")}].`, "gs");

/** `json`: as JSON.stringify makes it. */
export const pack = (json: string): string => json.replace(PHRASE, (phrase) => CODES.get(phrase) ?? phrase);
export const unpack = (packed: string): string => packed.replace(CODE, (code) => SPOKEN.get(code) ?? code);
