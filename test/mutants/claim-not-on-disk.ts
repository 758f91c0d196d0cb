import type { Mutant } from "./mutant.ts";
import { powerCut } from "./proofs/power-cut.ts";

export const claimNotOnDisk: Mutant = {
  name: "claim-not-on-disk",
  tempting:
    "a claim costs a sync before each receipt: written lazily, like the marks of vendor jobs, it costs none",
  edits: [
    {
      file: "src/dispatch/device-lane.ts",
      find: 'store.run("claimDeviceJob", { jobId: job.id, bytes, degraded, warnings })',
      replace: 'store.runLazy("claimDeviceJob", { jobId: job.id, bytes, degraded, warnings })',
    },
  ],
  caughtBy: powerCut,
  law: /printed twice without a banner/,
};
