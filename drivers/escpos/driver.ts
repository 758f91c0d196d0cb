/** One ESC/POS printer: one owner of its line, an always-on reader, and the printer's own word for "printed". */
import {
  type DriverContext,
  noPainter,
  type PrintDocument,
  type PrinterDriver,
  type Readiness,
  systemPainter,
} from "../../src/sdk.ts";
import { encodeDocument } from "./bytes/encode.ts";
import type { EscposConfig } from "./config.ts";
import { interpret } from "./paper/interpret.ts";
import { profileFor } from "./profiles.ts";
import { kickDrawer } from "./talk/kick.ts";
import { createKnowledge, type Knowledge } from "./talk/knowledge.ts";
import type { PrinterLine } from "./talk/line.ts";
import { createPresence, type Presence } from "./talk/presence.ts";
import { createPrinting, print } from "./talk/printing.ts";
import { whatIsNeeded } from "./talk/status.ts";
import { createTurns } from "./talk/turns.ts";

export function createEscposDriver(context: DriverContext<EscposConfig>): PrinterDriver {
  const { config, transport, nowMs } = context;
  const profile = profileFor(config.profile, config.columns);
  const painter = config.missingLetters === "draw" ? systemPainter : noPainter;
  const encode = (document: PrintDocument) => encodeDocument(document, profile, painter);
  const knowledge = createKnowledge(config.proof === "auto" ? profile.proof : config.proof);
  const turns = createTurns();
  const presence = createPresence({ ...context, ...config.timeouts, transport, turns, changed: look });
  const printing = createPrinting({ ...context, ...config, presence, turns, knowledge });
  let told: Undated<Readiness> = { state: "offline", reason: presence.whyAway() };
  let readiness: Readiness = { ...told, sinceMs: nowMs() };

  /** Something may have changed: tell it only when it did. */
  function look(): void {
    if (presence.isReturning()) return;
    if (presence.line()?.heard()) knowledge.heard();
    const next = readinessOf(presence, knowledge);
    if (JSON.stringify(next) === JSON.stringify(told)) return;
    const isOnlyWarning = next.state === told.state && reasonOf(next) === reasonOf(told);
    told = next;
    readiness = { ...next, sinceMs: isOnlyWarning ? readiness.sinceMs : nowMs() };
    context.readinessChanged();
  }

  return {
    kind: "printer",
    columns: profile.fonts.A.columns,
    widthDots: profile.widthDots,
    run: (signal) => presence.run(signal),
    readiness: () => readiness,
    encode,
    interpret: (bytes) => interpret(bytes, profile),
    print: (document, signal) => print(printing, document, encode(document).bytes, signal),
    kickDrawer: (pin, pulseMs, signal) => kickDrawer(printing, { pin, pulseMs }, signal),
    async [Symbol.asyncDispose]() {
      presence.line()?.close();
    },
  };
}

/** A union without its date. */
type Undated<T> = T extends { readonly sinceMs: number } ? Omit<T, "sinceMs"> : never;

function readinessOf(presence: Presence, knowledge: Knowledge): Undated<Readiness> {
  const line = presence.line();
  if (!line) return { state: "offline", reason: presence.whyAway() };
  if (line.heard()) return readinessOn(line);
  // An open line and not a word, from a printer that has words: it listens to somebody else.
  if (knowledge.isKnownToAnswer()) return { state: "needs_person", reason: "held_by_another" };
  return { state: "ready", warnings: [] };
}

function readinessOn(line: PrinterLine): Undated<Readiness> {
  const status = line.status();
  const reason = whatIsNeeded(status);
  if (reason) return { state: "needs_person", reason };
  if (status.passingFault) return { state: "offline", reason: "the print head is cooling down" };
  if (status.offline) return { state: "offline", reason: "the printer says that it is offline" };
  return { state: "ready", warnings: status.paperNearEnd ? ["paper_near_end"] : [] };
}

const reasonOf = (readiness: Undated<Readiness>): string | undefined =>
  readiness.state === "ready" ? undefined : readiness.reason;
