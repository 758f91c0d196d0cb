/**
 * Numbers of goods with their check digits: EAN-13, EAN-8, UPC-A, UPC-E.
 * Source: GS1 General Specifications, sections 5.2 (symbols) and 7.9 (check digit calculation).
 */

/** All 13 digits; undefined when it is no such number or its check digit is wrong. Twelve digits get theirs. */
export const completeEan13 = (text: string): string | undefined => complete(text, 13);
/** The same with 8 digits, or 7. */
export const completeEan8 = (text: string): string | undefined => complete(text, 8);
/** The same with 12 digits, or 11. */
export const completeUpcA = (text: string): string | undefined => complete(text, 12);

/**
 * The UPC-A of 12 digits that a UPC-E stands for; undefined when there is none. `text`: the 6 digits that are printed, or with the
 * number system before and the check digit behind them, or a UPC-A that can be shortened.
 */
export function completeUpcE(text: string): string | undefined {
  const whole = /^\d{11,12}$/.test(text) ? completeUpcA(text) : lengthened(text);
  return whole !== undefined && shortUpcE(whole) !== undefined ? whole : undefined;
}

/** The 8 digits of a UPC-E from its UPC-A. */
export function shortUpcE(whole: string): string | undefined {
  if (!/^[01]/.test(whole)) return undefined;
  const [maker, product] = [whole.slice(1, 6), whole.slice(6, 11)];
  const six = [
    maker.slice(0, 2) + product.slice(2) + maker.charAt(2),
    `${maker.slice(0, 3)}${product.slice(3)}3`,
    `${maker.slice(0, 4)}${product.slice(4)}4`,
    maker + product.slice(4),
  ].find((candidate) => lengthened(whole.charAt(0) + candidate) === whole);
  return six === undefined ? undefined : whole.charAt(0) + six + whole.charAt(11);
}

function lengthened(text: string): string | undefined {
  const [, system = "0", six = "", check = ""] = /^([01]?)(\d{6})(\d?)$/.exec(text) ?? [];
  const last = six.charAt(5);
  if (last === "") return undefined;
  return completeUpcA((system || "0") + longBody(six.slice(0, 5), last) + check);
}

/** The last digit says how many zeros were left out, and where. */
function longBody(five: string, last: string): string {
  if (last <= "2") return `${five.slice(0, 2)}${last}0000${five.slice(2)}`;
  if (last === "3") return `${five.slice(0, 3)}00000${five.slice(3)}`;
  return last === "4" ? `${five.slice(0, 4)}00000${five.slice(4)}` : `${five}0000${last}`;
}

function complete(text: string, length: number): string | undefined {
  if (!/^\d+$/.test(text) || text.length < length - 1 || text.length > length) return undefined;
  const body = text.slice(0, length - 1);
  const whole = body + checkDigit(body);
  return text.length === length && text !== whole ? undefined : whole;
}

/** From the right, digits count three times and once in turn. */
export function checkDigit(body: string): string {
  const sum = Array.from(body)
    .reverse()
    .reduce((all, digit, i) => all + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** Width of the bars without quiet zones. */
export const EAN13_MODULES = 95;
export const EAN8_MODULES = 67;
export const UPC_A_MODULES = 95;
export const UPC_E_MODULES = 51;
