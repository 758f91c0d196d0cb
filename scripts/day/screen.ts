/** What a person at the terminal sees: steps with their time, and a table at the end. */
const IS_TTY = process.stdout.isTTY === true;
const paint = (code: number, text: string): string => (IS_TTY ? `\u001b[${code}m${text}\u001b[0m` : text);

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const headline = (text: string): void => say(`\n${paint(1, text)}`);
export const step = (text: string): void => say(`  ${paint(32, "✓")} ${text}`);
export const trouble = (text: string): void => say(`  ${paint(33, "⚡")} ${text}`);
export const bad = (text: string): void => say(`  ${paint(31, "✗")} ${text}`);

export function table(rows: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) say(`  ${name.padEnd(width)}  ${paint(1, String(value).padStart(8))}`);
}
