/** Print jobs by what they are about: time, till, order, and the words on their paper. */
import { z } from "zod";
import { deviceLane } from "../../core/jobs/job.ts";
import { deviceId, instant, ownId } from "../../core/orders/order.ts";
import type { PrintFilter } from "../../store/read/printed.ts";
import { JOB_STATE_OF_PRINT, PRINT_STATES } from "../answers/job-words.ts";
import { printJobAnswer, printJobExample, toPrintJob } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { cursorOf, pageOf, pageQuery, type RouteDoc, route, seqOf } from "../documents/documented.ts";

const filter = z.strictObject({
  ...pageQuery.shape,
  printer: deviceId.optional(),
  state: z.enum(PRINT_STATES).optional(),
  from: instant.optional().describe("Asked for at this time or later."),
  to: instant.optional().describe("Asked for before this time."),
  till: z.string().max(40).optional().describe("The till of its order."),
  order: ownId.optional().describe("Its order's id."),
  text: z
    .string()
    .min(2)
    .max(200)
    .optional()
    .describe(
      "Words on the paper: each must stand there, whole or in part; case and accents do not matter. A page may then hold fewer jobs than asked for, or none, and `next` still goes on.",
    ),
});

export function listPrintJobsRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "listPrintJobs",
    tag: "print jobs",
    summary: "List print jobs, newest first",
    scopes: ["kitchen", "operator"],
    answers: { 200: { what: "A page.", schema: pageOf(printJobAnswer, "PrintJobPage", printJobExample) } },
    codes: [],
  };
  api.get("/v1/print-jobs", route(doc, { querystring: filter }), async (request) => {
    const { limit, text } = request.query;
    const after = seqOf(request.query.after);
    const filter = filterOf(request.query);
    const page =
      text === undefined
        ? context.store.read.printJobs(filter, limit, after)
        : await (await import("../receipts/find-printed.ts")).findPrinted(
            { filter, text, limit, after },
            context,
          );
    return { items: page.items.map((job) => toPrintJob(job, context)), next: cursorOf(page.next) };
  });
}

function filterOf({ printer, state, from, to, till, order }: z.output<typeof filter>): PrintFilter {
  return {
    lane: printer === undefined ? undefined : deviceLane(printer),
    state: state === undefined ? undefined : JOB_STATE_OF_PRINT[state],
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
    till,
    order,
  };
}
