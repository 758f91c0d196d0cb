import type { Mutant } from "./mutant.ts";
import { failingDisk } from "./proofs/failing-disk.ts";

export const acknowledgeBeforeCommit: Mutant = {
  name: "acknowledge-before-commit",
  tempting: "the till waits for the disk although every command has succeeded: answer at once, commit behind it",
  edits: [
    {
      file: "src/store/thread/writer.ts",
      find: `        commit.run();
        return { outcomes, events };`,
      replace: `        // The answer is on its way while the disk still works.
        onOutcomes({ outcomes, events });
        commit.run();
        return { outcomes, events };`,
    },
  ],
  caughtBy: failingDisk,
  law: /acknowledged and lost/,
};
