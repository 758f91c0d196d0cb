/** What came out of the printer, in order. With a file: one JSON line per entry, so that a crash test can judge from outside. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Pulse {
  readonly pin: 2 | 5;
  readonly ms: number;
  /** Out of turn. */
  readonly realtime: boolean;
}

/** A piece of paper in somebody's hand. */
export interface PaperEntry {
  readonly type: "paper";
  readonly n: number;
  readonly at: string;
  readonly lines: readonly string[];
  readonly pulses: readonly Pulse[];
  /** null: it was not cut, see truncated. */
  readonly cut: "partial" | "full" | null;
  /** The line ended or the power went before the cut. */
  readonly truncated: boolean;
}
export type LedgerEntry = PaperEntry | ({ readonly type: "pulse"; readonly at: string } & Pulse);

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  papers(): readonly PaperEntry[];
  addPaper(paper: Pick<PaperEntry, "lines" | "pulses" | "cut" | "truncated">): void;
  addPulse(pulse: Pulse): void;
}

export function createLedger(file: string | undefined, paperDir: string | undefined): Ledger {
  const entries: LedgerEntry[] = [];
  const papers = (): readonly PaperEntry[] => entries.filter((entry) => entry.type === "paper");
  if (paperDir) mkdirSync(paperDir, { recursive: true });

  function add(entry: LedgerEntry): void {
    entries.push(entry);
    if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
  }
  return {
    entries,
    papers,
    addPaper(paper) {
      const entry: PaperEntry = {
        type: "paper",
        n: papers().length + 1,
        at: new Date().toISOString(),
        ...paper,
      };
      add(entry);
      if (paperDir) writeFileSync(join(paperDir, `${String(entry.n).padStart(4, "0")}.txt`), toText(entry));
    },
    addPulse(pulse) {
      add({ type: "pulse", at: new Date().toISOString(), ...pulse });
    },
  };
}

const toText = (paper: PaperEntry): string =>
  `${paper.lines.join("\n")}\n${paper.truncated ? "~~~ torn ~~~" : `--- ${paper.cut} cut ---`}\n`;
