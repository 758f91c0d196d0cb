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
  const grouped = localeNumbers(locale).format.format(whole).replace(/\s/g, "\u00a0");
  const decimals = digits === 0 ? "" : `${localeNumbers(locale).decimalMark}${text.slice(-digits)}`;
  return `${minor < 0 ? "-" : ""}${grouped}${decimals}`;
}

/** "1.250" → "1,25": a quantity or rate as the locale writes it. */
export function decimalText(decimal: string, locale: string): string {
  const [whole = "0", decimals = ""] = decimal.split(".");
  const short = decimals.replace(/0+$/, "");
  return short === "" ? whole : `${whole}${localeNumbers(locale).decimalMark}${short}`;
}

interface LocaleNumbers {
  readonly format: Intl.NumberFormat;
  readonly decimalMark: string;
}

/** Making a formatter takes as long as setting ten lines, and a receipt holds thirty numbers. A shop has one locale, a test a few. */
const known = new Map<string, LocaleNumbers>();

function localeNumbers(locale: string): LocaleNumbers {
  const made = known.get(locale) ?? makeLocaleNumbers(locale);
  known.set(locale, made);
  return made;
}

function makeLocaleNumbers(locale: string): LocaleNumbers {
  const format = new Intl.NumberFormat(locale, { numberingSystem: "latn" });
  const mark = format.formatToParts(0.5).find((part) => part.type === "decimal");
  return { format, decimalMark: mark?.value ?? "." };
}
