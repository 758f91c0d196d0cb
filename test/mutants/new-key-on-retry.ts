import { killAt } from "../crash/named-day.ts";
import type { Mutant } from "./mutant.ts";
import { killedDay } from "./proofs/killed-day.ts";

/**
 * Square keeps no reference unique: an order of ours that comes under another key is another order, with a payment of its own.
 * Looking it up first does not help: within a day of the first try the key alone is trusted.
 */
export const newKeyOnRetry: Mutant = {
  name: "new-key-on-retry",
  tempting: "vendors that keep the answer to a key would give the stored failure again for ever",
  edits: [
    {
      file: "src/dispatch/vendor-duty.ts",
      find: 'return { type: "ready", job: { job, kind,',
      replace: `const attempt = { ...job, idempotencyKey: \`\${job.idempotencyKey}/\${Date.now()}\` };
  return { type: "ready", job: { job: attempt, kind,`,
    },
  ],
  caughtBy: killedDay("Square's answers are lost, and the gateway is killed before one comes", {
    kills: [killAt("vendor_committed", 3)],
    faults: { loseAnswerEvery: 2 },
    isDoubled: false,
  }),
  law: /: [2-9] times at Square/,
};
