/**
 * Where in a TOML text a setting stands, so that a fault can name its line. The parser keeps no positions.
 * Knows tables, arrays of tables and keys at the start of a line; what lies deeper (inline tables) has its opening line.
 */

export type SettingPath = readonly (string | number)[];

/** 1-based line per setting, under its path as JSON. */
export type LineMap = ReadonlyMap<string, number>;

const KEY = `(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')`;
const DOTTED = String.raw`${KEY}(?:\s*\.\s*${KEY})*`;
const ARRAY_HEADER = new RegExp(String.raw`^\s*\[\[\s*(${DOTTED})\s*\]\]`);
const HEADER = new RegExp(String.raw`^\s*\[\s*(${DOTTED})\s*\]`);
const ASSIGNMENT = new RegExp(String.raw`^\s*(${DOTTED})\s*=`);
const LONG_TEXT = /"""|'''/g;

const keysOf = (dotted: string): string[] =>
  (dotted.match(new RegExp(KEY, "g")) ?? []).map((key) => key.replace(/^["']|["']$/g, ""));

/** Reads a text that the TOML parser has taken already. */
export function mapLines(text: string): LineMap {
  const lines = new Map<string, number>();
  const arrays = new Map<string, number>();
  let table: SettingPath = [];
  let insideLongText = false;

  const note = (path: SettingPath, line: number) => {
    for (let length = 1; length <= path.length; length += 1) {
      const key = JSON.stringify(path.slice(0, length));
      if (!lines.has(key)) lines.set(key, line);
    }
  };
  /** `[devices.options]` speaks of the last `[[devices]]` above it. */
  const inLastOfArrays = (keys: readonly string[]): SettingPath => {
    const path: (string | number)[] = [];
    for (const key of keys) {
      path.push(key);
      const index = arrays.get(JSON.stringify(path));
      if (index !== undefined) path.push(index);
    }
    return path;
  };
  const openArrayItem = (keys: readonly string[]): SettingPath => {
    const array = [...inLastOfArrays(keys.slice(0, -1)), ...keys.slice(-1)];
    const key = JSON.stringify(array);
    const index = (arrays.get(key) ?? -1) + 1;
    arrays.set(key, index);
    return [...array, index];
  };
  const read = (row: string, line: number) => {
    const [arrayHeader, header, assignment] = [ARRAY_HEADER, HEADER, ASSIGNMENT].map(
      (form) => form.exec(row)?.[1],
    );
    if (arrayHeader !== undefined) table = openArrayItem(keysOf(arrayHeader));
    else if (header !== undefined) table = inLastOfArrays(keysOf(header));
    else if (assignment === undefined) return;
    note(assignment === undefined ? table : [...table, ...keysOf(assignment)], line);
  };

  text.split("\n").forEach((row, index) => {
    if (!insideLongText) read(row, index + 1);
    if ((row.match(LONG_TEXT)?.length ?? 0) % 2 === 1) insideLongText = !insideLongText;
  });
  return lines;
}

/** The line of the setting, else of the nearest thing around it, else the first. */
export function lineOf(lines: LineMap, path: SettingPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}
