/** The paper of an order as it stands: the very bytes that were printed of it, else what would be printed now. */
import { printPayload } from "../../core/jobs/job-kinds.ts";
import type { Order } from "../../core/orders/order.ts";
import type { Mark, Paper } from "../../core/receipt.ts";
import { deviceOfLane } from "../answers/job-words.ts";
import type { ApiContext } from "../context.ts";

type Sources = Pick<ApiContext, "store" | "ports">;

/** An order, and the fact of the journal that made it what it is. */
export interface OrderAtFact {
  readonly order: Order;
  readonly factSeq: number;
}

/** Without cuts and drawers: they are no ink. undefined: its order is not in the journal. */
export async function paperOfOrder(standing: OrderAtFact, sources: Sources): Promise<Paper | undefined> {
  const paper = whole(printedPaper(standing, sources)) ?? (await newPaper(standing, sources));
  return paper && { ...paper, marks: paper.marks.filter(isInk) };
}

const isInk = ({ type }: Mark): boolean => type !== "cut" && type !== "drawer";

/** A receipt is what was handed over: later templates, names and addresses do not change it. */
function printedPaper({ order, factSeq }: OrderAtFact, { store, ports }: Sources): Paper | undefined {
  const refundId = refundIdOf(order);
  for (const job of store.read.jobsOfOrder(order.id)) {
    const payload = printPayload.safeParse(job.payload);
    if (job.kind !== "print" || !payload.success || payload.data.what.type !== "receipt") continue;
    const { what, banner, repeated } = payload.data;
    const isThis = what.factSeq === factSeq && what.refundId === refundId && banner === bannerOf(order);
    const printer = deviceOfLane(job.lane);
    if (!isThis || repeated || printer === null || !ports.devices.has(printer, "printer")) continue;
    const sent = store.read.jobBytes(job.id);
    if (sent) return ports.devices.interpret(printer, sent.bytes);
  }
  return undefined;
}

/** A preview ends where the driver's does, after some metres; the receipt of a large order must be whole. */
const whole = (paper: Paper | undefined): Paper | undefined => (paper?.unknown === 0 ? paper : undefined);

async function newPaper({ order, factSeq }: OrderAtFact, { ports }: Sources): Promise<Paper | undefined> {
  const payload = {
    what: { type: "receipt" as const, factSeq, refundId: refundIdOf(order), openDrawer: false },
    ...{ banner: bannerOf(order), retryOf: null, repeated: false },
  };
  const printer = printerOf(order, ports);
  if (printer !== undefined) {
    const document = ports.compose(payload, ports.devices.columns(printer));
    const paper = document && ports.devices.interpret(printer, ports.devices.encode(printer, document).bytes);
    if (whole(paper)) return paper;
  }
  const { PLAIN_COLUMNS, plainPaper } = await import("../../printing/preview/plain-paper.ts");
  const document = ports.compose(payload, PLAIN_COLUMNS);
  return document && plainPaper(document);
}

/** A return has no receipt but its refund's. */
const refundIdOf = ({ kind, id }: Order): string | null => (kind === "return" ? id : null);
const bannerOf = ({ state }: Order): "VOID" | null => (state === "voided" ? "VOID" : null);

/** The one it was printed on, else any: their papers differ in width only. */
function printerOf({ print }: Order, { devices }: Sources["ports"]): string | undefined {
  const asked = print?.printer;
  if (asked !== undefined && devices.has(asked, "printer")) return asked;
  return devices.list().find(({ kind }) => kind === "printer")?.id;
}
