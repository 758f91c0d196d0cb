import { deviceLane } from "../../core/jobs/job.ts";
import { type PrintPayload, printPayload } from "../../core/jobs/job-kinds.ts";
import type { PrintRouting } from "../../core/print-routing.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { jobById, moveLane } from "../outbox.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";

/** The whole of it: stations and rules are changed together. */
export function savePrintRouting(tx: Tx, input: Asked & { readonly routing: PrintRouting }): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  tx.prepare(
    "INSERT INTO meta (name, value) VALUES ('print_routing', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(JSON.stringify(input.routing));
  const { stations, rules } = input.routing;
  appendAudit(tx, {
    actor: input.actor,
    action: "print_routing.save",
    subject: "print_routing",
    detail: { stations: stations.map(({ id }) => id), rules: rules.length },
  });
  rememberKey(tx, input.key, "print_routing");
  return { id: "print_routing", replayed: false };
}

/** A ticket that waits goes to another printer, and says so where that is not its station's own. Null: it no longer waits. */
export function moveTicket(
  tx: Tx,
  { jobId, printer }: { readonly jobId: string; readonly printer: string },
): null {
  const job = jobById(tx, jobId);
  const payload = printPayload.safeParse(job?.payload);
  if (job?.state !== "queued" || payload.data?.what.type !== "ticket") return null;
  const what = { ...payload.data.what, isMoved: printer !== payload.data.what.station.printer };
  const moved: PrintPayload = { ...payload.data, what };
  moveLane(tx, job, deviceLane(printer), moved);
  return null;
}
