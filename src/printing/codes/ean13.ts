/** EAN-13 numbers. Source: GS1 General Specifications, section 7.9 (check digit calculation). */

/** All 13 digits; undefined when it is no such number or its check digit is wrong. Twelve digits get theirs. */
export function completeEan13(text: string): string | undefined {
  if (!/^\d{12,13}$/.test(text)) return undefined;
  const twelve = text.slice(0, 12);
  const sum = Array.from(twelve, (digit, i) => Number(digit) * (i % 2 === 0 ? 1 : 3)).reduce(
    (a, b) => a + b,
    0,
  );
  const complete = `${twelve}${(10 - (sum % 10)) % 10}`;
  return text.length === 13 && text !== complete ? undefined : complete;
}

/** Width of the bars without quiet zones. */
export const EAN13_MODULES = 95;
