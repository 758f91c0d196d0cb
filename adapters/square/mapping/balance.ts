/**
 * Makes Square's total ours, to the cent and before anything is sent: the body under an idempotency key never changes.
 * Differences come from rounding (ours half up, Square's half to even), cash rounding and totals the till insisted on.
 */

import { deduct, signatureOf } from "./deduct.ts";
import { asOne } from "./draft.ts";
import { type Draft, type DraftLine, netOf, sum, totalOf } from "./price.ts";

/** Square publishes no limit of rows; 500 lines is what its own till allows, 100 of others is a cautious guess. */
const MAX_LINES = 450;
const MAX_DEDUCTIONS = 90;

/** The draft with a total of `target`, which is not below 0. */
export function balance(draft: Draft, target: number, name: string): Draft {
  const lowered = lower(draft, totalOf(draft) - target, name);
  const missing = target - totalOf(lowered);
  if (missing === 0) return lowered;
  return { ...lowered, lines: [...lowered.lines, correction(name, missing)] };
}

/**
 * Lines that add no tax come first: there a cent off is a cent less. On others the tax falls with it,
 * and what is then too little comes back as a line.
 */
function lower(draft: Draft, excess: number, name: string): Draft {
  if (excess <= 0) return draft;
  const untaxed = draft.lines.find((line) => line.taxes.every((tax) => tax.inclusive) && netOf(line) > 0);
  const lowered = deduct(draft, { name, amount: excess }, untaxed?.taxes ?? []);
  let left = totalOf(lowered) - totalOf(draft) + excess;
  const charges = lowered.charges.map((charge) => {
    const off = Math.max(0, Math.min(left, charge.amount));
    left -= off;
    return { ...charge, amount: charge.amount - off };
  });
  return { ...lowered, charges: charges.filter(({ amount }) => amount > 0) };
}

const correction = (name: string, amount: number): DraftLine => ({
  name,
  note: null,
  quantity: "1",
  basePrice: amount,
  modifiers: [],
  deductions: [],
  taxes: [],
  ids: {},
});

export interface Slim {
  readonly draft: Draft;
  readonly losses: readonly string[];
}

/** A wedding's order in fewer rows and the same sums: discounts go into prices, the last lines into one for each tax. */
export function slim(draft: Draft): Slim {
  const deductions = sum(draft.lines.map((line) => line.deductions.length));
  const long = draft.lines.length > MAX_LINES;
  if (!long && deductions <= MAX_DEDUCTIONS) return { draft, losses: [] };
  const folded = draft.lines.map((line) =>
    line.deductions.length === 0 && !long ? line : asOne(line, netOf(line)),
  );
  const losses = [`discounts are inside the prices: ${deductions} rows are more than Square is sure to take`];
  if (!long) return { draft: { ...draft, lines: folded }, losses };
  const whole = folded.slice(0, MAX_LINES / 2);
  const lines = [...whole, ...alike(folded.slice(whole.length)).map(together)];
  return {
    draft: { ...draft, lines },
    losses: [`only the first ${whole.length} lines are itemised, the rest is summed`],
  };
}

/** Lines by their taxes. */
function alike(lines: readonly DraftLine[]): readonly (readonly DraftLine[])[] {
  const groups = new Map<string, DraftLine[]>();
  for (const line of lines) {
    const signature = signatureOf(line.taxes);
    groups.set(signature, [...(groups.get(signature) ?? []), line]);
  }
  return [...groups.values()];
}

function together(lines: readonly DraftLine[]): DraftLine {
  const total = sum(lines.map(netOf));
  return { ...correction(`${lines.length} more items`, total), taxes: lines[0]?.taxes ?? [] };
}
