/** The product with one small wrong change, and the proof that must find it by the law that the change breaks. */

export interface Mutant {
  /** As `npm run mutants -- --only` takes it. */
  readonly name: string;
  /** What a developer might have thought: the change looks like an improvement. */
  readonly tempting: string;
  readonly edits: readonly Edit[];
  readonly caughtBy: Proof;
  /** The verdict that must be among those of the proof: found for this reason, not for any. */
  readonly law: RegExp;
}

export interface Edit {
  /** Of the source, from the root: "src/store/database.ts". */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Plays something with a real gateway and judges it by ledgers outside of it. The same on every run. */
export interface Proof {
  readonly name: string;
  /** What was wrong; nothing: the gateway kept every law. @throws Error nothing could be judged */
  readonly judge: (at: Bench) => Promise<readonly string[]>;
}

export interface Bench {
  /** The build to judge. */
  readonly dist: string;
  /** Empty; removed when nothing failed. */
  readonly folder: string;
  /** This fault is the one that is looked for: a proof that has many chances to find it need not go on. */
  readonly isFound: (fault: string) => boolean;
}
