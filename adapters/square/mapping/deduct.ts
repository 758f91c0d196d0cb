/** Takes an amount off a draft's lines, each time as a row of one line. */
import { type Deduction, type Draft, type DraftLine, type DraftTax, netOf } from "./price.ts";

/** Lines with the same taxes bear it first; what no line can bear is left out. */
export function deduct(draft: Draft, { name, amount }: Deduction, taxes: readonly DraftTax[]): Draft {
  const wanted = signatureOf(taxes);
  const order = draft.lines
    .map((line, index) => ({ index, room: netOf(line), alike: signatureOf(line.taxes) === wanted }))
    .sort((a, b) => Number(b.alike) - Number(a.alike) || b.room - a.room || a.index - b.index);
  const shares = new Map<number, number>();
  let left = amount;
  for (const { index, room } of order) {
    const share = Math.min(left, room);
    if (share > 0) shares.set(index, share);
    left -= share;
  }
  return { ...draft, lines: draft.lines.map((line, index) => less(line, name, shares.get(index) ?? 0)) };
}

function less(line: DraftLine, name: string, amount: number): DraftLine {
  return amount === 0 ? line : { ...line, deductions: [...line.deductions, { name, amount }] };
}

/** Two lines with the same signature are taxed alike. */
export const signatureOf = (taxes: readonly DraftTax[]): string =>
  taxes
    .map((tax) => JSON.stringify([tax.name, tax.rate, tax.inclusive]))
    .sort()
    .join();
