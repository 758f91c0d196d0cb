/** What a person should know before a job goes to paper. */
import type { Readiness } from "./driver.ts";

/**
 * A near-end sensor speaks while some turns of the roll are left; how many depends on where it was set (unverified for any model).
 * Two usual receipts fit on that everywhere; what is longer may stop in its middle, and comes out in two pieces.
 */
const LONG_DOTS = 300 * 8;

export const PAPER_WARNINGS = ["paper_near_end"] as const;
export type PaperWarning = (typeof PAPER_WARNINGS)[number];

/** Whether it is worth to measure a job at all. */
export const isPaperShort = (readiness: Readiness | undefined): boolean =>
  readiness?.state === "ready" && readiness.warnings.includes("paper_near_end");

/** Of a printer whose paper is short. 8 dots a millimetre. */
export const warningsOf = (lengthDots: number | undefined): readonly PaperWarning[] =>
  lengthDots !== undefined && lengthDots > LONG_DOTS ? ["paper_near_end"] : [];
