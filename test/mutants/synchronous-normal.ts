import type { Mutant } from "./mutant.ts";
import { powerCut } from "./proofs/power-cut.ts";

/** What better-sqlite3 does when nobody asks: it is compiled so that WAL means NORMAL. A kill never shows it. */
export const synchronousNormal: Mutant = {
  name: "synchronous-normal",
  tempting: "WAL and NORMAL is what every guide recommends, and never corrupts a database",
  edits: [
    {
      file: "src/store/database.ts",
      find: `  db.pragma(\`synchronous = \${level}\`);
  if (level === "FULL") assertFull(db);
`,
      replace: `  if (level === "NORMAL") db.pragma(\`synchronous = \${level}\`);
`,
    },
    {
      file: "src/store/thread/writer.ts",
      find: "      if (!isLazy) assertFull(db);\n",
      replace: "",
    },
  ],
  caughtBy: powerCut,
  law: /acknowledged and lost/,
};
