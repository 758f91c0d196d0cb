/** What a print job puts on paper: the very bytes that were sent, or that would be sent now. */
import { GatewayError } from "../../core/errors.ts";
import type { Job } from "../../core/jobs/job.ts";
import { printPayload } from "../../core/jobs/job-kinds.ts";
import type { Paper } from "../../core/receipt.ts";
import type { Reader } from "../../store/reader.ts";
import { deviceOfLane } from "../answers/job-words.ts";
import type { Ports } from "../ports.ts";

interface Sources {
  readonly store: { readonly read: Reader };
  readonly ports: Ports;
}

/**
 * undefined: its order is not in the journal.
 * @throws unknown_device: its printer left the config · not_found: its paper is no longer kept
 */
export function paperOfJob(job: Job, { store, ports }: Sources): Paper | undefined {
  const printer = deviceOfLane(job.lane) ?? "";
  const sent = store.read.jobBytes(job.id);
  if (sent) return ports.devices.interpret(printer, sent.bytes);
  if (job.firstSentAtMs !== null) throw noLongerKept(job.id, ports.keepPrintedDays);
  const payload = printPayload.parse(job.payload);
  const document = ports.compose(payload, ports.devices.columns(printer));
  return document && ports.devices.interpret(printer, ports.devices.encode(printer, document).bytes);
}

/** Composed anew it could differ from what was handed over. */
const noLongerKept = (id: string, days: number): GatewayError =>
  new GatewayError(
    "not_found",
    `the paper of print job ${id} is no longer kept: bytes are kept ${days} days after a job's end ([printing] keepDays); its order is, and can be printed again`,
  );
