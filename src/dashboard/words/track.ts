/** An order's way through the gateway as a few steps: taken, on paper, at each destination. */
import type { OrderSummary, PrintJob } from "../live/api-types.ts";
import { timeText } from "./format.ts";
import { printShort, type Said, syncShort, type Tone, vendorName } from "./words.ts";

export interface TrackStep {
  readonly name: string;
  readonly said: Said;
}

export function trackOf(
  order: Pick<OrderSummary, "capturedAt" | "printJobs" | "sync">,
  nowMs: number,
): readonly TrackStep[] {
  return [
    { name: "Captured", said: { tone: "good", text: timeText(order.capturedAt, nowMs) } },
    { name: "Receipt", said: paperSaid(order.printJobs) },
    ...order.sync.map(({ destination, state }) => ({
      name: vendorName(destination),
      said: syncShort(state),
    })),
  ];
}

const WORST_FIRST: readonly Tone[] = ["bad", "look", "busy", "good", "calm"];

/** Of several prints the one that needs attention most; one that was printed again is spoken for by its successor. */
function paperSaid(jobs: readonly PrintJob[]): Said {
  const replaced = new Set(jobs.map(({ retryOf }) => retryOf));
  const said = jobs.filter(({ id }) => !replaced.has(id)).map(printShort);
  const worst = WORST_FIRST.map((tone) => said.find((each) => each.tone === tone)).find(
    (each) => each !== undefined,
  );
  return worst ?? { tone: "calm", text: "none" };
}

/** Where the whole order stands: as bad as its worst step. */
export function toneOf(steps: readonly TrackStep[]): Tone {
  const tones = steps.map(({ said }) => said.tone);
  return WORST_FIRST.find((tone) => tones.includes(tone)) ?? "calm";
}
