import type { GatewayConfig } from "../config/schema.ts";
import { pause } from "../lib/wait.ts";
import { openLog } from "../ops/log.ts";
import { createMetrics } from "../ops/metrics.ts";
import { createClosers } from "./closers.ts";
import { createNews } from "./news.ts";

/** What every room is given. */
export function createHall(config: GatewayConfig) {
  const log = openLog(config.log.level);
  return {
    config,
    log,
    news: createNews(),
    metrics: createMetrics(),
    closers: createClosers(log),
    time: { nowMs: Date.now, monotonicMs: () => performance.now(), random: Math.random, pause },
  };
}
export type Hall = ReturnType<typeof createHall>;
