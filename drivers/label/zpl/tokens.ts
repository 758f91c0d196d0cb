/** ZPL → commands. A command is its prefix, two letters (^A: one and a font) and what follows up to the next prefix. */
export interface Command {
  /** "XA", "FO", "A0", "HS". */
  readonly name: string;
  readonly data: string;
}

/** Bytes as Latin-1, so that pictures and UTF-8 pass untouched. */
export function* commandsOf(bytes: Uint8Array): Generator<Command> {
  const text = Buffer.from(bytes).toString("latin1");
  for (const [, letters = "", data = ""] of text.matchAll(/[\^~]([A-Za-z@][A-Za-z0-9@])([^^~]*)/g))
    yield { name: letters.toUpperCase(), data };
}

export const numbersOf = (data: string): readonly (number | undefined)[] =>
  data.split(",").map((part) => {
    const number = Number.parseInt(part, 10);
    return Number.isNaN(number) ? undefined : Math.max(0, number);
  });
