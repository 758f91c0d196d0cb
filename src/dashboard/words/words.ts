/** The API's words as sentences for a shopkeeper: what it means and what happens next. Tones: see styles/tokens.css. */
import type {
  Destination,
  Device,
  LastError,
  OrderState,
  OrderSummary,
  PrintJob,
  Reason,
  SyncState,
  Tender,
} from "../live/api-types.ts";
import { durationText, sentence, timeText } from "./format.ts";

/** good: done. busy: goes on by itself. calm: nothing to say. look: a person should look. bad: a person must act. */
export type Tone = "good" | "busy" | "calm" | "look" | "bad";

export interface Said {
  readonly tone: Tone;
  readonly text: string;
}

const VENDORS: Readonly<Record<string, string>> = {
  "lightspeed-x": "Lightspeed X",
  custom: "Own system",
};
/** "square" is "Square". */
export const vendorName = (vendor: string): string => VENDORS[vendor] ?? sentence(vendor);

const REASONS: { readonly [R in Reason]: string } = {
  paper_out: "paper is out",
  cover_open: "the cover is open",
  cutter_error: "the cutter is stuck",
  error: "it reports a fault",
  held_by_another: "another program is using it",
};

/** "paper is out", "no answer": also for words that came after this page was made. */
export function reasonText(reason: string): string {
  if (reason === "offline") return "it does not answer";
  return REASONS[reason as Reason] ?? reason.replaceAll("_", " ");
}

export function deviceSaid({ readiness }: Pick<Device, "readiness">, nowMs: number): Said {
  const since = timeText(readiness.sinceMs, nowMs);
  switch (readiness.state) {
    case "ready":
      return readiness.warnings.includes("paper_near_end")
        ? { tone: "look", text: "Ready, paper is nearly out" }
        : { tone: "good", text: "Ready" };
    case "offline":
      return { tone: "bad", text: `No answer since ${since}` };
    case "needs_person":
      return { tone: "bad", text: `${sentence(reasonText(readiness.reason))} since ${since}` };
  }
}

export function destinationSaid(destination: Destination, nowMs: number): Said {
  const since = timeText(destination.sinceMs, nowMs);
  if (!destination.connected) return { tone: "look", text: "Not connected yet" };
  switch (destination.reachability) {
    case "reachable":
      return { tone: "good", text: "Connected" };
    case "unknown":
      return { tone: "calm", text: "Nothing sent yet" };
    case "unreachable":
      return { tone: "look", text: `Cannot be reached since ${since}` };
    case "rate_limited":
      return { tone: "busy", text: `Asks us to go slower since ${since}` };
    case "sign_in":
      return { tone: "bad", text: `Refuses our sign-in since ${since}` };
  }
}

/** "next try in 12 s" */
export function retrySaid({ retryAtMs }: Pick<Destination, "retryAtMs">, nowMs: number): string | null {
  if (retryAtMs === null) return null;
  return retryAtMs <= nowMs ? "trying now" : `next try in ${durationText(retryAtMs - nowMs + 999)}`;
}

/** Paper and proof in one phrase. */
export function printSaid(job: PrintJob, printerName: string, nowMs: number): Said {
  switch (job.state) {
    case "queued":
      return job.waiting === null
        ? { tone: "busy", text: "Waiting for its turn" }
        : { tone: "look", text: `Waiting for ${printerName}: ${waitingText(job.waiting, nowMs)}` };
    case "held":
      return { tone: "look", text: "On hold until somebody releases it" };
    case "printing":
      return { tone: "busy", text: "Printing" };
    case "printed":
      return printedSaid(job);
    case "unconfirmed":
      return job.settledBy === null
        ? { tone: "bad", text: "May be on paper: the printer did not confirm" }
        : { tone: "calm", text: "Was not confirmed; printed again" };
    case "failed":
      return { tone: job.settledBy === null ? "bad" : "calm", text: "Not printed" };
    case "expired":
      return { tone: "calm", text: "Not printed: it waited too long" };
    case "cancelled":
      return { tone: "calm", text: "Cancelled" };
  }
}

const waitingText = ({ reason, since }: { readonly reason: string; readonly since: string }, nowMs: number) =>
  `${reasonText(reason)} since ${timeText(since, nowMs)}`;

const printedSaid = ({ proof }: PrintJob): Said =>
  proof === "printer"
    ? { tone: "good", text: "Printed, confirmed by the printer" }
    : { tone: "good", text: "Printed; this printer cannot confirm" };

/** The same for the narrow track of an order. */
export function printShort({ state, proof, waiting, settledBy }: PrintJob): Said {
  switch (state) {
    case "queued":
      return waiting === null
        ? { tone: "busy", text: "waiting" }
        : { tone: "look", text: reasonShort(waiting.reason) };
    case "held":
      return { tone: "look", text: "on hold" };
    case "printing":
      return { tone: "busy", text: "printing" };
    case "printed":
      return { tone: "good", text: proof === "printer" ? "proven" : "printed" };
    case "unconfirmed":
      return settledBy === null
        ? { tone: "bad", text: "unconfirmed" }
        : { tone: "calm", text: "printed again" };
    case "failed":
      return { tone: settledBy === null ? "bad" : "calm", text: "not printed" };
    case "expired":
      return { tone: "calm", text: "too late" };
    case "cancelled":
      return { tone: "calm", text: "cancelled" };
  }
}

const SHORT_REASONS: Readonly<Record<string, string>> = {
  paper_out: "no paper",
  cover_open: "cover open",
  offline: "printer away",
};
const reasonShort = (reason: string): string => SHORT_REASONS[reason] ?? "waiting";

const SYNC: { readonly [S in SyncState]: Said } = {
  pending: { tone: "busy", text: "waiting" },
  sending: { tone: "busy", text: "sending" },
  sent: { tone: "good", text: "sent" },
  confirmed: { tone: "good", text: "confirmed" },
  in_doubt: { tone: "look", text: "in doubt" },
  rejected: { tone: "bad", text: "refused" },
  not_supported: { tone: "calm", text: "not taken" },
  discarded: { tone: "calm", text: "given up" },
};
export const syncShort = (state: SyncState): Said => SYNC[state];

const SYNC_LONG: { readonly [S in SyncState]: (vendor: string) => string } = {
  pending: (vendor) => `Waits to be sent to ${vendor}; it goes by itself`,
  sending: (vendor) => `Is being sent to ${vendor} now`,
  sent: (vendor) => `${vendor} took it`,
  confirmed: (vendor) => `${vendor} took it, and it was read back from there`,
  in_doubt: (vendor) => `May have arrived at ${vendor}: the gateway asks there before it sends again`,
  rejected: (vendor) => `${vendor} refused it: a person has to decide`,
  not_supported: (vendor) => `${vendor} does not take this kind of order`,
  discarded: (vendor) => `Somebody decided not to send it to ${vendor}`,
};
export const syncLong = (state: SyncState, vendor: string): string => SYNC_LONG[state](vendorName(vendor));

export const TENDERS: { readonly [T in Tender]: string } = {
  cash: "Cash",
  card: "Card",
  gift_card: "Gift card",
  voucher: "Voucher",
  account: "On account",
  other: "Other",
};

const ORDER_STATES: { readonly [S in OrderState]: Said } = {
  open: { tone: "busy", text: "Open" },
  paid: { tone: "good", text: "Paid" },
  voided: { tone: "calm", text: "Voided" },
  partially_refunded: { tone: "look", text: "Partly refunded" },
  refunded: { tone: "look", text: "Refunded" },
};
export const orderSaid = ({ kind, state }: Pick<OrderSummary, "kind" | "state">): Said =>
  kind === "return" ? { tone: "look", text: "Return" } : ORDER_STATES[state];

const ERRORS: Readonly<Record<string, string>> = {
  device_offline: "the device did not answer",
  device_needs_person: "the device waits for a person",
  device_busy: "the device was busy",
  outcome_unknown: "the line broke in the middle: it may have happened",
  vendor_unavailable: "the internet or the other side was down",
  vendor_sign_in: "our sign-in was refused",
  vendor_rejected: "the other side refused it",
  protocol_error: "the answer was not understood",
};
/** What the latest try met, in plain words; the detail stays readable beside it. */
export const errorText = ({ code }: Pick<LastError, "code">): string =>
  ERRORS[code] ?? code.replaceAll("_", " ");
