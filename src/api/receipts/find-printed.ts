/**
 * Looks for words on the paper that was printed, newest first. There is no index: a shop asks this a few times a year, and an index
 * would cost every print. Each call looks at so many papers at most and says where the next one goes on.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Job } from "../../core/jobs/job.ts";
import { fold } from "../../lib/fold.ts";
import { previewText } from "../../printing/preview/preview-text.ts";
import type { Looked, PrintFilter } from "../../store/read/printed.ts";
import { deviceOfLane } from "../answers/job-words.ts";
import type { ApiContext } from "../context.ts";

type Sources = Pick<ApiContext, "store" | "ports">;

export interface FindPrinted {
  readonly filter: PrintFilter;
  /** Every one of its words stands on the paper: parts of words, in any order, case and accents aside. */
  readonly text: string;
  readonly limit: number;
  /** Seq of the last job that was looked at. */
  readonly after: number | null;
}

/** Papers of one call: about half a second of a small gateway. Between turns, of a few milliseconds, it serves its tills. */
const MOST_COST = 100_000;
const COST_A_TURN = 1_000;
/** A paper whose words are not kept is read from its bytes: some milliseconds. */
const COST_OF_BYTES = 1_000;
const MAX_READ_BYTES = 200_000;

/** `next`: where to go on, also after a page of nothing; null: all were looked at. */
export async function findPrinted(
  { filter, text, limit, after }: FindPrinted,
  sources: Sources,
): Promise<{ readonly items: readonly Job[]; readonly next: number | null }> {
  const words = fold(text).split(" ");
  const items: Job[] = [];
  let cost = 0;
  for await (const looked of papers({ ...filter, words }, after, sources)) {
    cost += costOf(looked);
    const job = holdsAll(looked, words, sources) ? sources.store.read.job(looked.jobId) : undefined;
    if (job) items.push(job);
    if (items.length === limit || cost >= MOST_COST) return { items, next: looked.seq };
  }
  return { items, next: null };
}

async function* papers(
  filter: PrintFilter & { readonly words: readonly string[] },
  after: number | null,
  { store }: Sources,
): AsyncIterable<Looked> {
  let at = after;
  let left = COST_A_TURN;
  for (;;) {
    const some = store.read.lookForWords(filter, COST_A_TURN, at);
    for (const one of some) {
      yield one;
      at = one.seq;
      left -= costOf(one);
      if (left > 0) continue;
      await turn();
      left = COST_A_TURN;
    }
    if (some.length < COST_A_TURN) return;
  }
}

const costOf = ({ found }: Looked): number => (found === "unread" ? COST_OF_BYTES : 1);

function holdsAll(looked: Looked, words: readonly string[], { store, ports }: Sources): boolean {
  if (looked.found !== "unread") return looked.found;
  const printer = deviceOfLane(looked.lane);
  const sent = store.read.jobBytes(looked.jobId);
  if (!sent || sent.bytes.length > MAX_READ_BYTES || printer === null) return false;
  if (!ports.devices.has(printer, "printer")) return false;
  const text = fold(previewText(ports.devices.interpret(printer, sent.bytes)));
  return words.every((word) => text.includes(word));
}
