/**
 * By the printer's own ledger: no receipt comes out twice without saying so, what is called printed is on paper, and what may not
 * be is called unconfirmed. A paper that was torn off before its cut is no receipt.
 */
import type { Job } from "../../src/core/jobs/job.ts";
import { type PrintPayload, printPayload } from "../../src/core/jobs/job-kinds.ts";
import type { Evidence, Paper } from "./evidence.ts";
import { refundReason } from "./wishes.ts";

/** What a paper is, as a guest would read it. */
interface Reading {
  /** The order's number, or a ticket's name. */
  readonly of: string;
  readonly what: "sale" | "void" | "refund" | "ticket";
  readonly banner: "COPY" | "DUPLICATE" | null;
  readonly opensDrawer: boolean;
}

export function paperLaw(evidence: Evidence): readonly string[] {
  // The end of a torn cut command may cut off a piece of blank paper.
  const isBlank = (paper: Paper): boolean => paper.lines.every((line) => line.trim() === "");
  const whole = evidence.papers.filter((paper) => !paper.truncated && paper.cut !== null && !isBlank(paper));
  const readings = whole.map((paper) => read(paper, evidence));
  const unread = whole.filter((_, index) => readings[index] === null);
  const papers = readings.filter((reading) => reading !== null);
  const prints = evidence.records.jobs.filter(({ kind }) => kind === "print");
  return [
    ...unread.map((paper) => `a paper that belongs to nothing: ${paper.lines.join(" | ")}`),
    ...twiceFaults(papers),
    ...drawerFaults(papers),
    ...groupFaults(papers, prints, evidence),
    ...missingFaults(papers, prints, evidence),
  ];
}

/** The heart of it, and by the paper alone: two without a banner cannot be told apart. */
function twiceFaults(papers: readonly Reading[]): readonly string[] {
  const plain = papers.filter(({ banner }) => banner === null).map(keyOf);
  return [...new Set(plain.filter((key, index) => plain.indexOf(key) !== index))].map(
    (key) => `${key}: printed twice without a banner`,
  );
}

const drawerFaults = (papers: readonly Reading[]): readonly string[] =>
  papers
    .filter(({ banner, opensDrawer }) => banner !== null && opensDrawer)
    .map((paper) => `${keyOf(paper)}: a ${paper.banner} opened the drawer`);

/** Every job that is called printed is on paper; every paper has a job that is called printed or unconfirmed. */
function groupFaults(
  papers: readonly Reading[],
  prints: readonly Job[],
  evidence: Evidence,
): readonly string[] {
  const groups = new Map<string, { papers: number; printed: number; doubtful: number }>();
  const group = (key: string) => {
    const found = groups.get(key) ?? { papers: 0, printed: 0, doubtful: 0 };
    groups.set(key, found);
    return found;
  };
  for (const paper of papers) group(groupOf(paper)).papers += 1;
  for (const job of prints) {
    const reading = readingOf(job, evidence);
    const found = group(groupOf(reading));
    if (job.state === "done") found.printed += 1;
    if (job.state === "in_doubt") found.doubtful += 1;
    if (!printPayload.parse(job.payload).repeated) continue;
    // Each try before the last died in the middle: the first was plain, those after it marked.
    group(groupOf({ ...reading, banner: null })).doubtful += 1;
    found.doubtful += job.attempts;
  }
  return [...groups].flatMap(([key, { papers: count, printed, doubtful }]) => [
    ...(count < printed ? [`${key}: ${printed} called printed, ${count} on paper`] : []),
    ...(count > printed + doubtful
      ? [`${key}: ${count} on paper, ${printed} printed, ${doubtful} unconfirmed`]
      : []),
  ]);
}

/** After the operator had what was unconfirmed printed again, every guest and the kitchen have a paper. */
function missingFaults(
  papers: readonly Reading[],
  prints: readonly Job[],
  evidence: Evidence,
): readonly string[] {
  const wanted = prints.map((job) => readingOf(job, evidence)).filter(({ banner }) => banner !== "COPY");
  return [...new Set(wanted.map(keyOf))]
    .filter((key) => !papers.some((paper) => keyOf(paper) === key && paper.banner !== "COPY"))
    .map((key) => `${key}: no whole paper`);
}

const keyOf = ({ of, what }: Pick<Reading, "of" | "what">): string => `${what} ${of}`;
/** A copy shows the order as it is by then: which of its receipts it repeats does not stand on it. */
const groupOf = (reading: Reading): string =>
  reading.banner === "COPY" ? `copy of ${reading.of}` : `${keyOf(reading)}, ${reading.banner ?? "plain"}`;

function read(paper: Paper, { book }: Evidence): Reading | null {
  const lines = paper.lines.map((line) => line.trim());
  const banner = (["COPY", "DUPLICATE"] as const).find((word) => lines.includes(word)) ?? null;
  const common = { banner, opensDrawer: paper.pulses.length > 0 };
  const ticket = lines.find((line) => line.startsWith("Ticket "));
  if (ticket) return { of: ticket.slice("Ticket ".length), what: "ticket", ...common };
  const number = book
    .map(({ wish }) => String(wish.body["number"]))
    .find((known) => lines.some((line) => line.startsWith(`Order ${known} `) || line === reasonLine(known)));
  if (number === undefined) return null;
  if (lines.includes("REFUND")) return { of: number, what: "refund", ...common };
  const isVoid = banner !== "COPY" && lines.some((line) => line.startsWith("Voided "));
  return { of: number, what: isVoid ? "void" : "sale", ...common };
}

const reasonLine = (number: string): string => `Reason: ${refundReason(number)}`;

/** What the paper of this job must read like. */
function readingOf(job: Job, evidence: Evidence): Reading {
  const payload = printPayload.parse(job.payload);
  const number = evidence.records.orders.find(({ id }) => id === job.orderId)?.number;
  const banner = bannerOf(payload);
  return { of: number ?? ticketOf(payload), what: whatOf(payload, evidence), banner, opensDrawer: false };
}

function bannerOf({ banner, repeated }: PrintPayload): Reading["banner"] {
  if (repeated || banner === "DUPLICATE") return "DUPLICATE";
  return banner === "COPY" ? "COPY" : null;
}

function whatOf({ what, banner, retryOf }: PrintPayload, evidence: Evidence): Reading["what"] {
  if (what.type !== "receipt") return "ticket";
  if (what.refundId !== null) return "refund";
  if (banner === "VOID") return "void";
  const first = evidence.records.jobs.find(({ id }) => id === retryOf);
  if (first === undefined) return "sale";
  const before = printPayload.parse(first.payload);
  // A copy made again says DUPLICATE, and shows the order as it is by then.
  if (before.banner === "COPY" && isVoided(first, evidence)) return "void";
  return whatOf(before, evidence);
}

const isVoided = ({ orderId }: Job, { records }: Evidence): boolean =>
  records.orders.some(({ id, state }) => id === orderId && state === "voided");

function ticketOf({ what }: PrintPayload): string {
  const first = what.type === "document" ? what.document[0] : undefined;
  return first?.type === "text" ? (first.runs[0]?.text ?? "").slice("Ticket ".length) : "";
}
