/**
 * What Square will make of a draft: its arithmetic, as far as our drafts use it. Every row lies on one line alone, so that
 * nothing depends on how Square spreads a row over several lines.
 * Source: developer.squareup.com/docs/orders-api/price-adjustments (sequence; half to even).
 */
import { formatDecimal, parseDecimal, QUANTITY_PLACES, RATE_PLACES } from "../../../src/sdk.ts";

/** One rate of one name; the same for every line that carries it. Percent. */
export interface DraftTax {
  readonly name: string;
  readonly rate: string;
  readonly inclusive: boolean;
}

/** Minor units, greater than 0, never more than what is left of the line. */
export interface Deduction {
  readonly name: string;
  readonly amount: number;
}

export interface DraftModifier {
  readonly name: string;
  /** Whole. */
  readonly quantity: string;
  readonly price: number;
}

/** Prices are minor units and never below 0: Square holds no negative price. */
export interface DraftLine {
  readonly name: string;
  readonly note: string | null;
  readonly quantity: string;
  readonly basePrice: number;
  readonly modifiers: readonly DraftModifier[];
  readonly deductions: readonly Deduction[];
  readonly taxes: readonly DraftTax[];
  /** Our ids of the line and its item. */
  readonly ids: Readonly<Record<string, string>>;
}

export interface Draft {
  readonly lines: readonly DraftLine[];
  readonly charges: readonly { readonly name: string; readonly amount: number }[];
}

const ONE = 10n ** BigInt(QUANTITY_PLACES);
/** 100 % in units of a rate. */
const WHOLE = 100n * 10n ** BigInt(RATE_PLACES);

export const grossOf = (line: DraftLine): number => {
  const quantity = parseDecimal(line.quantity, QUANTITY_PLACES);
  const modifiers = line.modifiers.map((each) => {
    const times = parseDecimal(each.quantity, QUANTITY_PLACES) * quantity;
    return halfEven(BigInt(each.price) * times, ONE * ONE);
  });
  return sum([halfEven(BigInt(line.basePrice) * quantity, ONE), ...modifiers]);
};

/** What is left of the line to deduct from, and what its taxes lie on. */
export const netOf = (line: DraftLine): number =>
  grossOf(line) - sum(line.deductions.map(({ amount }) => amount));

export function taxOf(line: DraftLine): { readonly inclusive: number; readonly added: number } {
  const net = BigInt(netOf(line));
  const inside = line.taxes.filter((tax) => tax.inclusive).map(unitsOf);
  const all = inside.reduce((total, rate) => total + rate, 0n);
  const inclusive = sum(inside.map((rate) => halfEven(net * rate, WHOLE + all)));
  const base = net - BigInt(inclusive);
  const added = line.taxes.filter((tax) => !tax.inclusive).map((tax) => halfEven(base * unitsOf(tax), WHOLE));
  return { inclusive, added: sum(added) };
}

/** What the guest pays by Square's count, without tip. */
export const totalOf = (draft: Draft): number =>
  sum(draft.lines.map((line) => netOf(line) + taxOf(line).added)) +
  sum(draft.charges.map(({ amount }) => amount));

export const totalTaxOf = (draft: Draft): number =>
  sum(draft.lines.map(taxOf).map(({ inclusive, added }) => inclusive + added));

export const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);

/** The shortest spelling: "1.250" is "1.25". */
export const plainQuantity = (quantity: string): string =>
  formatDecimal(parseDecimal(quantity, QUANTITY_PLACES), QUANTITY_PLACES);

const unitsOf = (tax: DraftTax): bigint => parseDecimal(tax.rate, RATE_PLACES);

/** Of numbers not below 0; a half goes to the even neighbour. */
function halfEven(above: bigint, below: bigint): number {
  const down = above / below;
  const twice = 2n * (above % below);
  const up = twice > below || (twice === below && down % 2n === 1n);
  return Number(up ? down + 1n : down);
}
