/** All of them, in the order of the README. */
import { acknowledgeBeforeCommit } from "./acknowledge-before-commit.ts";
import { chainOutsideTransaction } from "./chain-outside-transaction.ts";
import { claimNotOnDisk } from "./claim-not-on-disk.ts";
import { cursorBeforePage } from "./cursor-before-page.ts";
import { dutiesOutsideTransaction } from "./duties-outside-transaction.ts";
import { keysInMemory } from "./keys-in-memory.ts";
import type { Mutant } from "./mutant.ts";
import { newKeyOnRetry } from "./new-key-on-retry.ts";
import { noBanner } from "./no-banner.ts";
import { numberOutsideTransaction } from "./number-outside-transaction.ts";
import { synchronousNormal } from "./synchronous-normal.ts";

export const MUTANTS: readonly Mutant[] = [
  synchronousNormal,
  acknowledgeBeforeCommit,
  newKeyOnRetry,
  numberOutsideTransaction,
  claimNotOnDisk,
  cursorBeforePage,
  chainOutsideTransaction,
  dutiesOutsideTransaction,
  keysInMemory,
  noBanner,
];
