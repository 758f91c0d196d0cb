import type { Mutant } from "./mutant.ts";
import { failingDisk } from "./proofs/failing-disk.ts";

export const chainOutsideTransaction: Mutant = {
  name: "chain-outside-transaction",
  tempting: "the newest link was computed a moment ago by this very thread: no need to read it for each fact",
  edits: [
    {
      file: "src/store/chain.ts",
      find: `  const row = tx.prepare(\`SELECT seq, hash FROM \${table} ORDER BY seq DESC LIMIT 1\`).get() as
    | { seq: number; hash: Buffer }
    | undefined;
  return row ?? { seq: 0, hash: GENESIS };
}`,
      replace: `  const known = heads.get(table);
  if (known) return known;
  const row = tx.prepare(\`SELECT seq, hash FROM \${table} ORDER BY seq DESC LIMIT 1\`).get() as
    | { seq: number; hash: Buffer }
    | undefined;
  return row ?? { seq: 0, hash: GENESIS };
}
const heads = new Map<string, { readonly seq: number; readonly hash: Uint8Array }>();
/** A link was added: the next one hangs on it. */
export const linked = (table: "journal" | "audit", seq: number, hash: Uint8Array): void => {
  heads.set(table, { seq, hash });
};`,
    },
    {
      file: "src/store/journal.ts",
      find: 'import { type ChainedRow, firstBrokenLink, head, linkHash } from "./chain.ts";',
      replace: 'import { type ChainedRow, firstBrokenLink, head, linked, linkHash } from "./chain.ts";',
    },
    {
      file: "src/store/journal.ts",
      find: "  const hash = linkHash(before.hash, [seq, type, orderId, wallMs, body]);\n",
      replace:
        '  const hash = linkHash(before.hash, [seq, type, orderId, wallMs, body]);\n  linked("journal", seq, hash);\n',
    },
  ],
  caughtBy: failingDisk,
  law: /^the journal's chain breaks at/,
};
