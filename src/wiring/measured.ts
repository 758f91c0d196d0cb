/** The gauges that are looked at when Prometheus asks, not when they change. */
import type { Metrics } from "../ops/metrics.ts";
import type { Store } from "../store/store.ts";

export function createMetricsText(
  metrics: Metrics,
  store: Store,
  nowMs: () => number,
): () => Promise<string> {
  return () => {
    const now = nowMs();
    metrics.outbox(
      store.read.laneDepths().map(({ lane, queued, held, running, inDoubt, oldestMs }) => ({
        lane,
        depth: queued + held + running + inDoubt,
        oldestSeconds: Math.max(0, now - oldestMs) / 1_000,
      })),
    );
    const { walBytes, freeBytes } = store.state();
    metrics.walBytes(walBytes);
    metrics.diskFreeBytes(freeBytes);
    return metrics.text();
  };
}
