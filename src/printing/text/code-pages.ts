/**
 * The upper halves of the single-byte encodings that printers know, as Unicode.
 * Source: the tables inside iconv-lite, compared with Python's codecs: equal but for CP1255 CA (which has no letter there).
 */
import iconv from "iconv-lite";

/** What follows 0x7F: 128 entries, undefined where the encoding has nothing to print. */
export type UpperHalf = readonly (string | undefined)[];

/**
 * The edition of 1987, which printers hold: the euro came to A4 in 2003, and A5, AA with it. CP1255 CA is in no standard.
 */
const WITHDRAWN: Readonly<Record<string, readonly number[]>> = {
  "ISO_8859-7": [0xa4, 0xa5, 0xaa],
  CP1255: [0xca],
};

const loaded = new Map<string, UpperHalf | undefined>();

/** The encoding called `name` ("CP858", "ISO_8859-15"); undefined when no table of it is known. */
export function upperHalf(name: string): UpperHalf | undefined {
  if (!loaded.has(name)) loaded.set(name, load(name));
  return loaded.get(name);
}

function load(name: string): UpperHalf | undefined {
  const iconvName = name.replace("ISO_", "ISO-");
  if (!/^(CP\d+|ISO_8859-\d+|RK1048)$/.test(name) || !iconv.encodingExists(iconvName)) return undefined;
  const bytes = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i);
  const text = iconv.decode(Buffer.from(bytes), iconvName);
  // A multi-byte encoding (CP932) gives another number of characters: it has no upper half.
  if (text.length !== 128) return undefined;
  const withdrawn = WITHDRAWN[name] ?? [];
  return Array.from(text, (char, i) =>
    isPrintable(char) && !withdrawn.includes(0x80 + i) ? char : undefined,
  );
}

const isPrintable = (char: string): boolean => char !== "\ufffd" && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(char);
