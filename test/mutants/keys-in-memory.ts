import { killAt } from "../crash/named-day.ts";
import type { Mutant } from "./mutant.ts";
import { killedDay } from "./proofs/killed-day.ts";

export const keysInMemory: Mutant = {
  name: "keys-in-memory",
  tempting: "a till asks again within seconds: its keys need no table, and a write less goes with every call",
  edits: [
    {
      file: "src/store/idempotency.ts",
      find: `  const row = tx
    .prepare("SELECT body_hash AS bodyHash, resource FROM idempotency WHERE scope = ? AND key = ?")
    .get(key.scope, key.key) as { bodyHash: Buffer; resource: string } | undefined;
`,
      replace: `  const row = known.get(\`\${key.scope} \${key.key}\`);
`,
    },
    {
      file: "src/store/idempotency.ts",
      find: `  tx.prepare(
    "INSERT INTO idempotency (scope, key, body_hash, resource, at_ms, keep_ms) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(key.scope, key.key, key.bodyHash, resource, tx.now.clockOk ? tx.now.wallMs : UNDATED_MS, key.keepMs);
}`,
      replace: `  known.set(\`\${key.scope} \${key.key}\`, { bodyHash: Buffer.from(key.bodyHash), resource });
}
const known = new Map<string, { readonly bodyHash: Buffer; readonly resource: string }>();`,
    },
  ],
  caughtBy: killedDay("a till asks once more after the gateway was killed", {
    // Each wish has two answers: this is the first one to a copy.
    kills: [killAt("till_answered", 3)],
    faults: {},
    isDoubled: true,
  }),
  law: /a replay answered .* in place of|2 copies for 1 asked/,
};
