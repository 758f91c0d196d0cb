/** What a benchmark says: a figure, what it stands beside in the same run, and the goal. A goal is reported, never asserted. */

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it was measured against in the same run, with its own figure; null: the goal is a plain figure. */
  readonly baseline: string | null;
  /** value / baseline; for times and bytes a small one is good. */
  readonly ratio: number | null;
  /** null: for information. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

export interface BenchOptions {
  /** Fewer rounds and smaller tables: a look, not a verdict. */
  readonly isQuick: boolean;
  /** Tables of 5 million rows too, where the disk has room. */
  readonly isLarge: boolean;
  /** Empty, on the disk to measure, removed afterwards. */
  readonly folder: string;
  /** Progress, one line. */
  readonly say: (text: string) => void;
}

export interface Bench {
  /** For --only. */
  readonly name: string;
  readonly run: (options: BenchOptions) => Promise<readonly Row[]>;
}

type Goal = { readonly atLeast: number } | { readonly atMost: number };

const isMet = (figure: number, goal: Goal): boolean =>
  "atLeast" in goal ? figure >= goal.atLeast : figure <= goal.atMost;
const sign = (goal: Goal): string => ("atLeast" in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`);

/** Judged by its ratio to a baseline of the same run. */
export function against(
  figure: { readonly name: string; readonly value: number; readonly unit: string },
  baseline: { readonly name: string; readonly value: number },
  goal: Goal,
): Row {
  const ratio = figure.value / baseline.value;
  return {
    ...figure,
    baseline: `${baseline.name}: ${round(baseline.value)} ${figure.unit}`,
    ratio,
    goal: `${sign(goal)} x`,
    met: isMet(ratio, goal),
  };
}

/** Judged by itself: bytes, memory, a delay. */
export function alone(
  figure: { readonly name: string; readonly value: number; readonly unit: string },
  goal: Goal,
): Row {
  return {
    ...figure,
    baseline: null,
    ratio: null,
    goal: `${sign(goal)} ${figure.unit}`,
    met: isMet(figure.value, goal),
  };
}

/** Says something, and promises nothing. */
export const forInformation = (row: Row): Row => ({ ...row, goal: null, met: null });

/** Three digits that count. */
export const round = (value: number): number => Number(value.toPrecision(3));
