/**
 * Minor units → what stands on a receipt, exact and without a currency sign: the sign is on the total's label, and every printer
 * can print digits.
 */

/**
 * ISO 4217 (2026-01-01), list one: currencies whose minor unit is not a hundredth. Intl.NumberFormat is no source for this: it
 * follows CLDR, which shows no decimals for ISO two- and three-decimal currencies such as RSD, IQD or LBP.
 */
const OTHER_EXPONENTS: Readonly<Record<string, number>> = {
  ...exponents(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...exponents(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...exponents(4, "CLF UYW"),
};

function exponents(value: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(" ").map((code) => [code, value]));
}

/** Decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => OTHER_EXPONENTS[currency] ?? 2;

/** 1380 EUR → "13.80" ("13,80" in German). A minus is always the plain hyphen, grouping a plain space or the locale's mark. */
export function moneyText(minor: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  const text = Math.abs(minor)
    .toString()
    .padStart(digits + 1, "0");
  const whole = BigInt(text.slice(0, text.length - digits));
  const grouped = new Intl.NumberFormat(locale, { numberingSystem: "latn" })
    .format(whole)
    .replace(/\s/g, "\u00a0");
  const decimals = digits === 0 ? "" : `${decimalMark(locale)}${text.slice(-digits)}`;
  return `${minor < 0 ? "-" : ""}${grouped}${decimals}`;
}

/** "1.250" → "1,25": a quantity or rate as the locale writes it. */
export function decimalText(decimal: string, locale: string): string {
  const [whole = "0", decimals = ""] = decimal.split(".");
  const short = decimals.replace(/0+$/, "");
  return short === "" ? whole : `${whole}${decimalMark(locale)}${short}`;
}

function decimalMark(locale: string): string {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: "latn" }).formatToParts(0.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}
