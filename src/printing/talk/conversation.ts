/**
 * What every printer's driver does on its line, whatever the printer speaks: one owner of the line, an always-on reader, readiness
 * from what the printer said last, and its own word for "printed" where it has one.
 */
import type { DriverContext, Proof, Readiness } from "../../core/driver.ts";
import { createTurns } from "../../lib/turns.ts";
import { type Kick, kickDrawer } from "./kick.ts";
import { createPresence, type Presence } from "./presence.ts";
import { type Printing, print } from "./printing.ts";
import type { PrinterTimeouts } from "./timeouts.ts";
import { type PrinterStatus, type PrintJob, type Tongue, whatIsNeeded } from "./tongue.ts";

export interface ConversationOptions
  extends Pick<
    DriverContext<unknown>,
    "deviceId" | "transport" | "nowMs" | "monotonicMs" | "log" | "readinessChanged"
  > {
  readonly tongue: Tongue;
  readonly timeouts: PrinterTimeouts;
  /** False: this printer's count is not believed, a job's proof is at most that it took all bytes. */
  readonly proves: boolean;
}

export interface Conversation extends AsyncDisposable {
  run(signal: AbortSignal): Promise<void>;
  readiness(): Readiness;
  /** @throws as PrinterDriver.print */
  print(job: PrintJob, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
  /** @throws as PrinterDriver.print */
  kickDrawer(kick: Kick, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
}

/** A union without its date. */
type Undated<T> = T extends { readonly sinceMs: number } ? Omit<T, "sinceMs"> : never;

export function createConversation(options: ConversationOptions): Conversation {
  const { nowMs } = options;
  const turns = createTurns();
  let isKnownToAnswer = false;
  const presence = createPresence({ ...options, turns, changed: look });
  const printing: Printing = {
    ...options,
    ...{ presence, turns, waitingOn: undefined },
    isKnownToAnswer: () => isKnownToAnswer,
  };
  let told: Undated<Readiness> = { state: "offline", reason: presence.whyAway() };
  let readiness: Readiness = { ...told, sinceMs: nowMs() };

  /** Something may have changed: tell it only when it did. */
  function look(): void {
    if (presence.line()?.report()) isKnownToAnswer = true;
    if (presence.isReturning()) return;
    const next = readinessOf(presence, isKnownToAnswer);
    if (JSON.stringify(next) === JSON.stringify(told)) return;
    const isOnlyWarning = next.state === told.state && reasonOf(next) === reasonOf(told);
    told = next;
    readiness = { ...next, sinceMs: isOnlyWarning ? readiness.sinceMs : nowMs() };
    options.readinessChanged();
  }

  return {
    run: (signal) => presence.run(signal),
    readiness: () => readiness,
    print: (job, signal) => print(printing, job, signal),
    kickDrawer: (kick, signal) => kickDrawer(printing, kick, signal),
    async [Symbol.asyncDispose]() {
      presence.line()?.close();
    },
  };
}

function readinessOf(presence: Presence, isKnownToAnswer: boolean): Undated<Readiness> {
  const line = presence.line();
  if (!line) return { state: "offline", reason: presence.whyAway() };
  const report = line.report();
  if (report) return readinessOn(report.status);
  // An open line and not a word, from a printer that has words: it listens to somebody else.
  if (isKnownToAnswer) return { state: "needs_person", reason: "held_by_another" };
  return { state: "ready", warnings: [] };
}

function readinessOn(status: PrinterStatus): Undated<Readiness> {
  const reason = whatIsNeeded(status);
  if (reason) return { state: "needs_person", reason };
  if (status.passingFault) return { state: "offline", reason: "the print head is cooling down" };
  if (status.offline) return { state: "offline", reason: "the printer says that it is offline" };
  return { state: "ready", warnings: status.paperNearEnd ? ["paper_near_end"] : [] };
}

const reasonOf = (readiness: Undated<Readiness>): string | undefined =>
  readiness.state === "ready" ? undefined : readiness.reason;
