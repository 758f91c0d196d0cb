/** All of them, in the order of the README. */
import { acknowledgeBeforeCommit } from "./acknowledge-before-commit.ts";
import { chainOutsideTransaction } from "./chain-outside-transaction.ts";
import { cursorBeforePage } from "./cursor-before-page.ts";
import type { Mutant } from "./mutant.ts";
import { newKeyOnRetry } from "./new-key-on-retry.ts";
import { numberOutsideTransaction } from "./number-outside-transaction.ts";

export const MUTANTS: readonly Mutant[] = [
  acknowledgeBeforeCommit,
  newKeyOnRetry,
  numberOutsideTransaction,
  cursorBeforePage,
  chainOutsideTransaction,
];
