/** What a device job comes to: the very bytes, and the call that sends them. Nothing is sent in here. */
import type { Driver, PrinterDriver, Proof } from "../core/driver.ts";
import { isDrawer, isPrinter } from "../core/driver.ts";
import { isGatewayError } from "../core/errors.ts";
import type { Job } from "../core/jobs/job.ts";
import { kickPayload, type PrintPayload, printPayload } from "../core/jobs/job-kinds.ts";
import type { Degradation, PrintDocument } from "../core/receipt.ts";

/** The document that a print job puts on paper; undefined where its order is gone. */
export type Compose = (payload: PrintPayload, columns: number) => PrintDocument | undefined;

export type Work =
  | {
      readonly type: "ready";
      /** null: a job without a document. */
      readonly bytes: Uint8Array | null;
      readonly degraded: readonly Degradation[];
      readonly perform: (signal: AbortSignal) => Promise<{ readonly proof: Proof }>;
    }
  /** This device can never do it: over, with the reason. */
  | { readonly type: "refused"; readonly code: string; readonly message: string };

/** Where a drawer hangs when nobody said: pin 2, and a pulse that every solenoid notices. */
const DRAWER_PIN = 2;
const DRAWER_PULSE_MS = 100;

export function toWork(job: Job, driver: Driver, compose: Compose): Work {
  const kick = kickPayload.safeParse(job.payload);
  if (job.kind === "kick" && kick.success) return kickWork(driver);
  const print = printPayload.safeParse(job.payload);
  if (job.kind !== "print" || !print.success) {
    return refused("invalid_input", `the stored job of kind ${job.kind} cannot be understood`);
  }
  if (!isPrinter(driver)) return refused("invalid_input", `a ${driver.kind} prints nothing`);
  return printWork(driver, print.data, compose);
}

const refused = (code: string, message: string): Work => ({ type: "refused", code, message });

function kickWork(driver: Driver): Work {
  const perform = isDrawer(driver)
    ? (signal: AbortSignal) => driver.open(signal)
    : isPrinter(driver) && driver.kickDrawer?.bind(driver, DRAWER_PIN, DRAWER_PULSE_MS);
  if (!perform) return refused("invalid_input", `a ${driver.kind} opens no drawer`);
  return { type: "ready", bytes: null, degraded: [], perform };
}

function printWork(driver: PrinterDriver, payload: PrintPayload, compose: Compose): Work {
  try {
    const document = compose(asRepeated(payload), driver.columns);
    if (!document) return refused("not_found", "the order of this receipt is not in the journal");
    const { bytes, degraded } = driver.encode(document);
    return { type: "ready", bytes, degraded, perform: (signal) => driver.print(document, signal) };
  } catch (error) {
    // Nothing was sent. A document that cannot be composed today cannot be tomorrow: it must not stop the lane.
    const code = isGatewayError(error) ? error.code : "internal";
    return refused(
      code,
      `cannot be brought on paper: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A try that died in the middle is repeated: the paper says so, and the drawer, which may have opened, stays shut. */
function asRepeated(payload: PrintPayload): PrintPayload {
  if (!payload.repeated) return payload;
  const { what } = payload;
  if (what.type === "receipt") {
    return { ...payload, banner: "DUPLICATE", what: { ...what, openDrawer: false } };
  }
  if (what.type !== "document") return { ...payload, banner: "DUPLICATE" };
  const document = what.document.filter((block) => block.type !== "drawer");
  return { ...payload, banner: "DUPLICATE", what: { ...what, document } };
}
