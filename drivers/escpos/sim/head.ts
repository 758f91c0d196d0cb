/** The print head: text gathers in a line, the line goes on paper. Codes and pictures become words in brackets. */
import iconv from "iconv-lite";

/** Code tables by ESC t n, as Epson numbers them. */
const TABLES: Readonly<Record<number, string>> = {
  0: "cp437",
  2: "cp850",
  3: "cp860",
  4: "cp863",
  5: "cp865",
  13: "cp857",
  14: "cp737",
  15: "iso88597",
  16: "win1252",
  17: "cp866",
  18: "cp852",
  19: "cp858",
  33: "cp775",
  34: "cp855",
  37: "cp864",
  38: "cp869",
  39: "iso88592",
  40: "iso885915",
  45: "win1250",
  46: "win1251",
  47: "win1253",
  48: "win1254",
  49: "win1255",
  50: "win1256",
  51: "win1257",
};

export interface Head {
  reset(): void;
  /** False: the line is empty, a cut may work. */
  isInLine(): boolean;
  selectTable(id: number): void;
  selectSize(n: number): void;
  /** Adds text; returns the lines that are full by it. */
  add(bytes: Uint8Array): readonly string[];
  /** Takes the line out of the head. */
  take(): string;
}

export function createHead(columns: number): Head {
  let line = "";
  let cells = 0;
  let table = "cp437";
  let width = 1;
  const take = (): string => {
    const taken = line;
    line = "";
    cells = 0;
    return taken;
  };
  return {
    reset() {
      take();
      table = "cp437";
      width = 1;
    },
    isInLine: () => line.length > 0,
    selectTable(id) {
      table = TABLES[id] ?? "cp437";
    },
    selectSize(n) {
      width = (n >> 4) + 1;
    },
    add(bytes) {
      const full: string[] = [];
      for (const character of iconv.decode(Buffer.from(bytes), table)) {
        if (cells + width > columns) full.push(take());
        line += character;
        cells += width;
      }
      return full;
    },
    take,
  };
}
