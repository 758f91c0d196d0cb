import type { Mutant } from "./mutant.ts";
import { powerCut } from "./proofs/power-cut.ts";

export const dutiesOutsideTransaction: Mutant = {
  name: "duties-outside-transaction",
  tempting:
    "the till waits only for its sale: receipt and vendor jobs can be queued while it reads the answer",
  edits: [
    {
      file: "src/store/commands/capture-order.ts",
      find: '  if (order.state === "paid") onClosed(tx, order, factSeq);',
      replace: '  if (order.state === "paid") owed.push({ order, factSeq });',
    },
    {
      file: "src/store/commands/capture-order.ts",
      find: "/** Points at the fact that made the order. */",
      replace: `const owed: { readonly order: Order; readonly factSeq: number }[] = [];
export function enqueueOwed(tx: Tx): null {
  for (const { order, factSeq } of owed.splice(0)) onClosed(tx, order, factSeq);
  return null;
}

/** Points at the fact that made the order. */`,
    },
    {
      file: "src/store/commands/index.ts",
      find: 'import { captureOrder } from "./capture-order.ts";',
      replace: 'import { captureOrder, enqueueOwed } from "./capture-order.ts";',
    },
    {
      file: "src/store/commands/index.ts",
      find: "export const COMMANDS = {\n",
      replace: "export const COMMANDS = {\n  enqueueOwed,\n",
    },
    {
      file: "src/store/store.ts",
      find: '    run: (name, input) => queue.submit({ name, input }, "full") as never,\n',
      replace: `    run: async (name, input) => {
      const made = await queue.submit({ name, input }, "full");
      if (name === "captureOrder") void queue.submit({ name: "enqueueOwed", input: null }, "full");
      return made as never;
    },
`,
    },
  ],
  caughtBy: powerCut,
  law: /: 0 duties vendor\.sale, not 1/,
};
