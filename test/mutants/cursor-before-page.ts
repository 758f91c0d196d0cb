import type { Mutant } from "./mutant.ts";
import { tornPull } from "./proofs/torn-pull.ts";

export const cursorBeforePage: Mutant = {
  name: "cursor-before-page",
  tempting:
    "pages can be large: note how far we are first, then store the orders without holding up the tills",
  edits: [
    {
      file: "src/vendors/puller.ts",
      find: `      const stored = await store.run("storeVendorPage", { vendor, orders: page.orders, cursor: page.cursor });`,
      replace: `      await store.run("storeVendorPage", { vendor, orders: [], cursor: page.cursor });
      const stored = await store.run("storeVendorPage", { vendor, orders: page.orders, cursor: page.cursor });`,
    },
  ],
  caughtBy: tornPull,
  law: /^Square's order .* was never pulled/,
};
