/** What the world outside may know when the plug is pulled at a place in the record: answers, papers, and Square's ledger. */
import { cutToken } from "../../drivers/escpos/sim/tokens.ts";
import type { Told } from "../crash/book.ts";
import type { Paper } from "../crash/evidence.ts";
import type { RecordEntry, Send } from "../disk/lab/record.ts";
import type { Attempt, Recording } from "./recording.ts";

export interface Outside {
  /** Entries whose effect is the end of something that a person outside can build on: the whole answer to a till, a paper's cut. */
  readonly moments: readonly number[];
  at(cut: number): Knowledge;
}

/** At one cut. */
export interface Knowledge {
  /** Calls that had been made. */
  readonly asked: readonly Attempt[];
  /** Answers that had left, whole: no cut can take them back. */
  readonly told: readonly { readonly wish: string; readonly told: Told }[];
  /** Papers whose cut command had left. */
  readonly papers: readonly Paper[];
  /** Lines of Square's ledger that stand for sure, and those that may: their calls had left. */
  readonly vendorLines: { readonly sure: number; readonly possible: number };
}

export function lookFromOutside(recording: Recording, entries: readonly RecordEntry[]): Outside {
  const answers = answersOf(recording, entries);
  const cutsOfPaper = paperCuts(recording, entries);
  if (cutsOfPaper.length !== recording.papers.filter(({ cut }) => cut !== null).length) {
    throw new Error(
      `the record cuts ${cutsOfPaper.length} papers, the printer ${recording.papers.filter(({ cut }) => cut !== null).length}`,
    );
  }
  const papers = recording.papers.filter(({ cut }) => cut !== null);
  return {
    moments: [...answers.map(({ entry }) => entry), ...cutsOfPaper],
    at(cut) {
      const bytes = entries[cut - 1]?.end ?? 0;
      const isPossible = recording.commits.findIndex(({ asked }) => asked > bytes);
      return {
        asked: recording.attempts.filter(({ at }) => at <= bytes),
        told: answers.filter(({ entry }) => entry < cut),
        papers: papers.filter((_, index) => (cutsOfPaper[index] ?? cut) < cut),
        vendorLines: {
          sure: recording.commits.filter(({ stood }) => stood <= bytes).length,
          possible: isPossible === -1 ? recording.commits.length : isPossible,
        },
      };
    },
  };
}

interface Sent {
  readonly entry: number;
  readonly send: Send;
}

/** By connection, in the order in which they were opened. */
function connectionsOf(
  entries: readonly RecordEntry[],
  isWanted: (send: Send) => boolean,
): readonly Sent[][] {
  const found = new Map<bigint, Sent[]>();
  for (const [entry, send] of entries.entries()) {
    if (send.type !== "send" || !isWanted(send)) continue;
    const before = found.get(send.connection);
    if (before) before.push({ entry, send });
    else found.set(send.connection, [{ entry, send }]);
  }
  return [...found.values()];
}

interface GivenAnswer {
  readonly entry: number;
  readonly wish: string;
  readonly told: Told;
}

/** A call is the last one of its port that was made before the answer began. */
function answersOf(recording: Recording, entries: readonly RecordEntry[]): readonly GivenAnswer[] {
  const answers = connectionsOf(entries, ({ local }) => local === recording.gatewayPort);
  return answers.flatMap((sends) => {
    const [first] = sends;
    const began = first === undefined ? 0 : first.send.end;
    const attempt = recording.attempts.findLast(({ port, at }) => port === first?.send.peer && at <= began);
    const whole = wholeAnswer(sends);
    if (!attempt || !whole || whole.status >= 300) return [];
    return [{ entry: whole.entry, wish: attempt.wish, told: toldBy(whole) }];
  });
}

interface WholeAnswer {
  readonly entry: number;
  readonly status: number;
  readonly body: string;
}

/** null: its end never left. */
function wholeAnswer(sends: readonly Sent[]): WholeAnswer | null {
  let got = Buffer.alloc(0);
  for (const { entry, send } of sends) {
    got = Buffer.concat([got, send.data]);
    const body = got.indexOf("\r\n\r\n") + 4;
    if (body === 3) continue;
    const head = got.subarray(0, body).toString("latin1");
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? Number.NaN);
    const status = Number(head.split(" ")[1]);
    if (got.length >= body + length) {
      return { entry, status, body: got.subarray(body, body + length).toString("utf8") };
    }
  }
  return null;
}

function toldBy({ status, body }: WholeAnswer): Told {
  const answer = JSON.parse(body) as { readonly id?: string; readonly receiptNumber?: number | null };
  return { status, id: answer.id ?? "", receiptNumber: answer.receiptNumber ?? null };
}

/** For each paper that was cut: the entry with which its cut command had left. */
function paperCuts(recording: Recording, entries: readonly RecordEntry[]): readonly number[] {
  const lines = connectionsOf(entries, ({ peer }) => peer === recording.printerPort);
  return lines.flatMap((sends) => {
    const cuts: number[] = [];
    let rest = Buffer.alloc(0);
    for (const { entry, send } of sends) {
      rest = Buffer.concat([rest, send.data]);
      for (let next = cutToken(rest); next !== undefined; next = cutToken(rest)) {
        if (next.token.type === "command" && CUTS.has(next.token.name)) cuts.push(entry);
        rest = rest.subarray(next.length);
      }
    }
    return cuts;
  });
}

const CUTS = new Set(["GS V", "ESC i", "ESC m"]);
