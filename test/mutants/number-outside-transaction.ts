import type { Mutant } from "./mutant.ts";
import { refusals } from "./proofs/refusals.ts";

export const numberOutsideTransaction: Mutant = {
  name: "number-outside-transaction",
  tempting:
    "one statement less in each sale: the thread is the only one that writes, so it can count by itself",
  edits: [
    {
      file: "src/store/orders.ts",
      find: `  const series = currentSeries(tx);
  const number = tx
    .prepare(
      \`INSERT INTO counter (till, series, next) VALUES (?, ?, 2)
       ON CONFLICT (till, series) DO UPDATE SET next = next + 1 RETURNING next - 1\`,
    )
    .pluck()
    .get(till, series) as number;
  return { number, series };
}`,
      replace: `  const series = currentSeries(tx);
  const known =
    counters.get(\`\${till} \${series}\`) ??
    (tx.prepare("SELECT next FROM counter WHERE till = ? AND series = ?").pluck().get(till, series) as number | undefined);
  const number = known ?? 1;
  counters.set(\`\${till} \${series}\`, number + 1);
  tx.prepare(
    \`INSERT INTO counter (till, series, next) VALUES (?, ?, ?)
     ON CONFLICT (till, series) DO UPDATE SET next = excluded.next\`,
  ).run(till, series, number + 1);
  return { number, series };
}
const counters = new Map<string, number>();`,
    },
  ],
  caughtBy: refusals,
  law: /^receipt numbers of |gave \d+ numbers and goes on with/,
};
