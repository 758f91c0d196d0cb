/** Square: orders, payments, refunds and voids out; orders in. README.md says what is lost on the way. */
import { defineAdapter } from "../../src/sdk.ts";
import { KEY_FRESH_MS } from "./account.ts";
import { createSquareAdapter } from "./adapter.ts";
import { credentials, settings } from "./settings.ts";

export default defineAdapter({
  id: "square",
  config: settings,
  credentials,
  /** Square publishes no rate limit; four orders at once empty a day's outbox in minutes. */
  limits: { concurrency: 4, keyFreshMs: KEY_FRESH_MS },
  create: createSquareAdapter,
});
