import type { Mutant } from "./mutant.ts";
import { powerCut } from "./proofs/power-cut.ts";

/**
 * An answer reads the order back, so SQLite must have it; what comes too late is the sync that makes the commit one. Each group is
 * synced, only behind its answer.
 */
export const acknowledgeBeforeCommit: Mutant = {
  name: "acknowledge-before-commit",
  tempting:
    "the till waits for the disk although every command has succeeded: answer at once, sync behind it",
  edits: [
    {
      file: "src/store/thread/writer.ts",
      find: `      if (isLazy !== (durability === "lazy")) {
        setSynchronous(db, durability === "lazy" ? "NORMAL" : "FULL");
        isLazy = durability === "lazy";
      }
      if (!isLazy) assertFull(db);
`,
      replace: `      isLazy = durability === "lazy";
      setSynchronous(db, "NORMAL");
`,
    },
    {
      file: "src/store/thread/worker.ts",
      find: `      events: JSON.stringify(events),
      commitMs: performance.now() - beganMs,
      state,
    });
`,
      replace: `      events: JSON.stringify(events),
      commitMs: performance.now() - beganMs,
      state,
    });
    // The tills have their answer: now the disk may take its time.
    if (request.durability === "full") {
      db.pragma("synchronous = FULL");
      probe();
    }
`,
    },
  ],
  caughtBy: powerCut,
  // A till that asks once more for what it was told is answered as if it were new: it was lost.
  law: /acknowledged and lost|a replay was answered with 201/,
};
