/** Looks at the gateway from outside each second: the process by /proc, the rest by what it tells on /metrics. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { Sample } from "./judge.ts";
import type { SoakShop } from "./site.ts";

const MB = 1024 * 1024;

/** null: it did not answer this time. */
type Look = (at: number) => Promise<Sample | null>;

export function createWatch(shop: SoakShop): Look {
  let before = threadTimes(shop.gateway.pid());
  return async (at) => {
    const text = await metricsOf(shop);
    if (text === null) return null;
    const pid = shop.gateway.pid();
    const now = threadTimes(pid);
    const stolenMs = now.waitedMs - before.waitedMs;
    const ownShare = 1 - stolenMs / Math.max(1, now.ranMs - before.ranMs + stolenMs);
    before = now;
    return {
      at,
      rssMb:
        Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024,
      heapMb: gauge(text, "nodejs_heap_size_used_bytes") / MB,
      fds: readdirSync(`/proc/${pid}/fd`).length,
      handles: gauge(text, "nodejs_active_handles_total"),
      walMb: (statSync(`${shop.database}-wal`, { throwIfNoEntry: false })?.size ?? 0) / MB,
      loopP99Ms: gauge(text, "nodejs_eventloop_lag_p99_seconds") * 1_000 * ownShare,
      stolenMs,
      depth: gauges(text, "tillgate_outbox_depth"),
    };
  };
}

/** Of the main thread, since it began: on a core, and ready to run while others had the cores. Source: kernel docs, sched-stats.rst. */
function threadTimes(pid: number): { readonly ranMs: number; readonly waitedMs: number } {
  const text = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8");
  const [ranNs, waitedNs] = text.split(" ").map(Number);
  return { ranMs: (ranNs ?? 0) / 1e6, waitedMs: (waitedNs ?? 0) / 1e6 };
}

async function metricsOf({ base }: SoakShop): Promise<string | null> {
  try {
    const answer = await fetch(`${base}/metrics`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** @throws Error the gateway no longer tells it: a series of zeros would be flat */
function gauge(text: string, name: string): number {
  const found = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  if (found === undefined) throw new Error(`/metrics has no ${name}`);
  return Number(found);
}

const gauges = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
