/**
 * One open line to a printer: reads always, remembers what the printer said, asks one question at a time.
 * DLE EOT's reply does not say which question it answers, so a reply that came late must never meet a younger question.
 */
import { type Link, pause } from "../../src/sdk.ts";
import { dleEot, ENABLE_ASB } from "./queries.ts";
import {
  type Answer,
  cutAnswers,
  HEALTHY,
  NO_REST,
  type PrinterStatus,
  type Question,
  withAsb,
  withRealtime,
} from "./status.ts";

const QUESTIONS: readonly Question[] = [1, 2, 3, 4];

export interface PrinterLine extends AsyncDisposable {
  /** Fires when the line is over, however it ended. */
  readonly closed: AbortSignal;
  /** Anything that makes sense came back on this line. */
  heard(): boolean;
  status(): PrinterStatus;
  /** Monotonic ms of the last word about the status; -Infinity before the first. */
  saidAtMs(): number;
  /** Reads until the line is over. Called once, by its owner. */
  read(): Promise<void>;
  send(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** DLE EOT 1-4, one after another. False: no reply in time. Never while a job's bytes are under way. */
  askStatus(): Promise<boolean>;
  /** ESC @ and foreign jobs switch it off. */
  enableStatusBack(signal: AbortSignal): Promise<void>;
  /** Calls for every answer until the returned function is called. */
  listen(hearer: (answer: Answer) => void): () => void;
  /** Link.finish: half-close, and wait for the printer's own end. */
  finish(signal: AbortSignal): Promise<void>;
  /** The line ended because we were done with it. */
  finished(): boolean;
  close(): void;
}

export interface LineOptions {
  readonly link: Link;
  /** How long a reply to DLE EOT may take, ms. */
  readonly answerTimeoutMs: number;
  readonly monotonicMs: () => number;
  readonly statusChanged: () => void;
}

export function createPrinterLine({
  link,
  answerTimeoutMs,
  monotonicMs,
  statusChanged,
}: LineOptions): PrinterLine {
  const over = new AbortController();
  const hearers = new Set<(answer: Answer) => void>();
  /** Questions sent and not answered yet, oldest first. */
  const open: Question[] = [];
  let rest = NO_REST;
  let status = HEALTHY;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let heard = false;
  let isFinished = false;
  let asking: Promise<boolean> | undefined;

  function take(answer: Answer): void {
    if (answer.type === "asb") note(withAsb(answer.bytes));
    const question = answer.type === "realtime" ? open.shift() : undefined;
    if (answer.type === "realtime" && question) note(withRealtime(status, question, answer.byte));
    if (answer.type !== "noise") heard = true;
    for (const hearer of [...hearers]) hearer(answer);
  }

  function note(next: PrinterStatus): void {
    status = next;
    saidAtMs = monotonicMs();
    heard = true;
    statusChanged();
  }

  async function ask(question: Question): Promise<boolean> {
    open.push(question);
    const reply = hear(line, (answer) => answer.type === "realtime", answerTimeoutMs);
    await line.send(dleEot(question), over.signal);
    return reply;
  }

  /** Replies to older questions are let in before a new one is put; what stays away now is given up. */
  async function letOldRepliesIn(): Promise<void> {
    while (open.length > 0 && (await hear(line, (answer) => answer.type === "realtime", answerTimeoutMs)));
    open.length = 0;
  }

  async function askAll(): Promise<boolean> {
    try {
      for (const question of QUESTIONS) {
        // On a mute line the same first question may wait several times over: whichever reply comes fits.
        if (heard || question !== 1) await letOldRepliesIn();
        if (!(await ask(question))) return false;
      }
      return true;
    } catch {
      return false; // the line broke: `closed` tells its owner
    }
  }

  const line: PrinterLine = {
    closed: over.signal,
    heard: () => heard,
    status: () => status,
    saidAtMs: () => saidAtMs,
    async read() {
      try {
        for await (const chunk of link.incoming) {
          const cut = cutAnswers(rest, chunk);
          rest = cut.rest;
          for (const answer of cut.answers) take(answer);
        }
      } finally {
        over.abort();
      }
    },
    send: (bytes, signal) => link.write(bytes, signal),
    askStatus() {
      asking ??= askAll().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    enableStatusBack: (signal) => link.write(ENABLE_ASB, signal),
    listen(hearer) {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
    async finish(signal) {
      isFinished = true;
      await link.finish(signal).finally(() => over.abort());
    },
    finished: () => isFinished,
    close: () => over.abort(),
    async [Symbol.asyncDispose]() {
      over.abort();
      await link[Symbol.asyncDispose]();
    },
  };
  return line;
}

/** True when such an answer came within ms; false when time or the line was over first. */
async function hear(line: PrinterLine, matches: (answer: Answer) => boolean, ms: number): Promise<boolean> {
  const stop = new AbortController();
  let came = false;
  const forget = line.listen((answer) => {
    if (!matches(answer)) return;
    came = true;
    stop.abort();
  });
  const onClosed = () => stop.abort();
  line.closed.addEventListener("abort", onClosed);
  if (!line.closed.aborted) await pause(ms, stop.signal);
  line.closed.removeEventListener("abort", onClosed);
  forget();
  return came;
}
