/**
 * What is looked at before the markup library sees a text: it takes time that grows with the square of some of these, and
 * till roll needs none of them.
 */
const MAX_CHARACTERS = 1_500_000;
/** Without the data of pictures: ten metres of paper. */
const MAX_WORDS = 100_000;
const MAX_LINES = 1_000;
/** Without the data of a picture. */
const MAX_LINE = 1_000;
const MAX_COLUMNS = 50;
/** `{image:...}` and `{i:...}`: a picture in base64. */
const PICTURE = /([{;][\t ]*i(?:mage)?[\t ]*:[\t ]*)[A-Za-z0-9+/=]+/g;

/** Why this is no receipt, or undefined. */
export function markupFault(markup: string, columns: number): string | undefined {
  if (markup.length > MAX_CHARACTERS) return `at most ${MAX_CHARACTERS} characters`;
  // As the library reads it: some letters become punctuation.
  const words = markup.normalize().replace(PICTURE, "$1");
  if (words.length > MAX_WORDS) return `at most ${MAX_WORDS} characters beside pictures`;
  const lines = words.split(/\n|\r\n|\r/);
  if (lines.length > MAX_LINES) return `at most ${MAX_LINES} lines`;
  for (const [index, line] of lines.entries()) {
    const fault = lineFault(line, columns);
    if (fault !== undefined) return `line ${index + 1}: ${fault}`;
  }
  return undefined;
}

const WIDTHS = /[{;][\t ]*w(?:idth)?[\t ]*:([^;{}]*)/g;
const COMMAND = /[{;][\t ]*(?:x|command)[\t ]*:/;

function lineFault(line: string, columns: number): string | undefined {
  if (line.length > MAX_LINE) return `at most ${MAX_LINE} characters`;
  if (line.split("|").length > MAX_COLUMNS + 2) return `at most ${MAX_COLUMNS} columns`;
  if (COMMAND.test(line)) return "printer commands of one's own are sent as raw, with its permission";
  const widths = [...line.matchAll(WIDTHS)].map(([, value = ""]) => value);
  return widths.some((value) => isTooWide(value, columns)) ? "wider than the paper" : undefined;
}

/** Escapes may hide digits. Somewhat too wide is allowed: the library narrows it. */
function isTooWide(value: string, columns: number): boolean {
  const sum = (value.match(/\d+/g) ?? []).reduce((all, digits) => all + Number(digits), 0);
  return value.includes("\\") || sum > 2 * columns;
}
