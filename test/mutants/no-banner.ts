import type { Mutant } from "./mutant.ts";
import { powerCut } from "./proofs/power-cut.ts";

export const noBanner: Mutant = {
  name: "no-banner",
  tempting: "the printer never confirmed it, so the guest has none: what comes out now is the original",
  edits: [
    {
      file: "src/store/commands/print-jobs.ts",
      find: 'banner: inDoubt ? "DUPLICATE" : payload.banner,',
      replace: "banner: payload.banner,",
    },
  ],
  caughtBy: powerCut,
  law: /printed twice without a banner/,
};
