/**
 * A value → markup that prints it as it is. Everything that means something to the markup is written as \xHH, which holds in text
 * and in codes alike; so no name of an item, and no note of a guest, can set a line, a column or a command.
 */

/** What the markup reads in text or in a property. Source: OFSC ReceiptLine specification, special characters and escapes. */
const SPECIAL = /[\\|{}_"`^~;]/g;

const hex = (letter: string): string => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

export function escapeMarkup(value: string): string {
  // The markup normalises, and some letters become punctuation by it: so that comes first.
  const lines = value.normalize().split(/\r\n|\r|\n/);
  return lines.map(escapeLine).join("\\n");
}

function escapeLine(line: string): string {
  const plain = line.replace(/[\p{Cc}]/gu, " ");
  // Alone in its line it would be a rule, or a cut.
  if (/^[-=]+$/.test(plain)) return plain.replace(/[-=]/g, hex);
  // Space around a text says how it is aligned: that is the template's to say.
  return plain.trim().replace(SPECIAL, hex);
}
