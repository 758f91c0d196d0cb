/**
 * A value → markup that prints it as it is. Everything that means something to the markup is written as \xHH, which holds in text
 * and in codes alike; so no name of an item, and no note of a guest, can set a line, a column or a command.
 */

/** What the markup reads in text or in a property. Source: OFSC ReceiptLine specification, special characters and escapes. */
const SPECIAL = /[\\|{}_"`^~;]/g;

const hex = (letter: string): string => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

export const escapeMarkup = (value: string): string =>
  // Space around a text says how it is aligned: that is the template's to say. The markup normalises, and some letters become
  // punctuation by it: so that comes first.
  value
    .trim()
    .normalize()
    .split(/\r\n|\r|\n/)
    .map(escapeLine)
    .join("\\n");

function escapeLine(line: string): string {
  const plain = line.replace(/\p{Cc}/gu, " ");
  // Alone in its line it would be a rule, or a cut.
  return /^[-=]+$/.test(plain) ? plain.replace(/[-=]/g, hex) : plain.replace(SPECIAL, hex);
}
