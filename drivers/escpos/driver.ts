/** The conversation with one ESC/POS printer: one owner, an always-on reader, and the printer's own word for "printed". */
import {
  type DriverContext,
  type NeedsPerson,
  needsPerson,
  offline,
  type PrinterDriver,
  type Readiness,
} from "../../src/sdk.ts";
import type { EscposConfig } from "./config.ts";
import { encodeDocument } from "./encode.ts";
import { interpret } from "./interpret.ts";
import { createKnowledge } from "./knowledge.ts";
import type { PrinterLine } from "./line.ts";
import { createPresence } from "./presence.ts";
import { createPrinting } from "./printing.ts";
import { profileFor } from "./profiles.ts";
import { whatIsNeeded } from "./status.ts";
import { createTurns } from "./turns.ts";

export function createEscposDriver(context: DriverContext<EscposConfig>): PrinterDriver {
  const { config, transport, nowMs } = context;
  const profile = profileFor(config.profile, config.columns);
  const knowledge = createKnowledge(config.proof === "auto" ? profile.proof : config.proof);
  const turns = createTurns();
  const presence = createPresence({ ...config, ...context, turns, changed: look });
  const printing = createPrinting({ ...context, presence, turns, knowledge, preflight });
  let readiness: Readiness = { state: "offline", sinceMs: nowMs(), reason: presence.whyAway() };

  /** Something may have changed: say so only when it did. */
  function look(): void {
    const line = presence.line();
    if (line?.heard()) knowledge.heard();
    const next = line ? readinessOn(line) : awayFor(presence.whyAway());
    if (isSame(readiness, next)) return;
    readiness = { ...next, sinceMs: readiness.state === next.state ? readiness.sinceMs : nowMs() } as Readiness;
    context.readinessChanged();
  }
}
