/**
 * Keeps secrets and card numbers out of logs, whatever a caller hands over.
 * Two nets: by key (a value under `authorization` never shows) and by form (a card number in any text is masked).
 */

export const REDACTED = "[redacted]";

/** Deeper objects are no facts for a log; a cycle ends here too. */
const MAX_DEPTH = 8;

/** Compared in lower case without `_` and `-`; a key that ends in one of the endings is secret too (`accessToken`). */
const SECRET_KEYS = new Set([
  "authorization",
  "credential",
  "pan",
  "cardnumber",
  "cvv",
  "cvc",
  "pinblock",
  "apikey",
  "privatekey",
]);
const SECRET_ENDINGS = [
  "token",
  "tokens",
  "secret",
  "secrets",
  "password",
  "credentials",
  "cookie",
  "track1",
  "track2",
];

const isSecretKey = (key: string): boolean => {
  const plain = key.toLowerCase().replace(/[-_]/g, "");
  return SECRET_KEYS.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
};

/** Digits in groups, as printed on a card: "4111 1111 1111 1111". */
const DIGIT_RUN = /(?<![0-9A-Za-z])\d+(?:[ -]\d+)*(?![0-9A-Za-z])/g;
/** Our ids: their digits are no card's. */
const UUID = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;
/** Track 2: number, separator, expiry, discretionary data. */
const TRACK_2 = /\d{12,19}[=D]\d{7,}/g;
/** ISO/IEC 7812-1: 13 to 19 digits in use. A leading 0 or 1 is no payment card's, but every time in ms begins with 1. */
const CARD_DIGITS = /^[2-9]\d{12,18}$/;

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

const isCardNumber = (digits: string): boolean => CARD_DIGITS.test(digits) && passesLuhn(digits);
/** The last four are what a receipt may show too (PCI DSS 3.4.1). */
const masked = (digits: string): string => `${"*".repeat(digits.length - 4)}${digits.slice(-4)}`;

/** A card number may stand beside other digits ("4111 1111 1111 1111 12/25"): every window of whole groups is tried, the longest first. */
function maskRun(run: string): string {
  const parts = run.split(/([ -])/);
  for (let from = 0; from < parts.length; from += 2) {
    for (let to = parts.length; to > from; to -= 2) {
      const digits = parts.slice(from, to).join("").replace(/\D/g, "");
      if (!isCardNumber(digits)) continue;
      const [separator = "", ...rest] = parts.slice(to);
      return parts.slice(0, from).join("") + masked(digits) + separator + maskRun(rest.join(""));
    }
  }
  return run;
}

const maskBetweenIds = (text: string): string =>
  text
    .split(UUID)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(DIGIT_RUN, maskRun)))
    .join("");

/** Masks card numbers (Luhn-checked), track data, bearer tokens and passwords in addresses. */
export function redactText(text: string): string {
  const withoutSecrets = text
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`)
    .replace(/(:\/\/[^/\s:@]*:)[^/\s@]+@/g, `$1${REDACTED}@`)
    .replace(/\b((?:access_|refresh_)?token|secret|password|api_?key)=[^&\s"]+/gi, `$1=${REDACTED}`)
    .replace(TRACK_2, REDACTED);
  return maskBetweenIds(withoutSecrets);
}

/** A copy fit for a log: secrets redacted, errors as plain objects, bytes as their count. */
export function redact(value: unknown): unknown {
  return copy(value, 0);
}

function copy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
      return redactText(value);
    case "number":
      return isCardNumber(String(value)) ? masked(String(value)) : value;
    case "bigint":
      return redactText(value.toString());
    case "object":
      return value === null ? null : copyObject(value, depth);
    case "boolean":
    case "undefined":
      return value;
    case "function":
    case "symbol":
      return `[${typeof value}]`;
  }
}

function copyObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return "[deeper]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
  if (value instanceof Error) return copyEntries({ ...errorFacts(value), ...value }, depth);
  return copyEntries(value, depth);
}

/** What does not enumerate on an Error. */
const errorFacts = (error: Error): object => ({
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause === undefined ? {} : { cause: error.cause }),
});

const copyEntries = (value: object, depth: number): unknown =>
  Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretKey(key) && item != null ? REDACTED : copy(item, depth + 1),
    ]),
  );
