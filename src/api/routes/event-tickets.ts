import { z } from "zod";
import { callerOf } from "../access/auth.ts";
import type { Api, ApiContext } from "../context.ts";
import { instantText, iso, type RouteDoc, route } from "../documents/documented.ts";
import { noBody } from "./print-jobs.ts";

const ticketAnswer = z.object({ ticket: z.string(), expiresAt: instantText }).meta({
  id: "EventTicket",
  examples: [{ ticket: "C3m0b7Qk2b3Wn5Aq0vYx1mPZ4sX8Qk2b", expiresAt: "2026-11-21T11:05:33.000Z" }],
});

/** A WebSocket in a browser can send no header: it shows a ticket instead. */
export function eventTicketRoutes(api: Api, { tickets }: ApiContext): void {
  const doc: RouteDoc = {
    id: "issueEventTicket",
    tag: "events",
    summary: "A ticket for the event stream: good once, for 30 seconds",
    description:
      "Open `WS /v1/events?ticket=…`, with `&since=<epoch>:<seq>` to read on. The first message is " +
      '`{"type":"snapshot","epoch","seq","status"}`, then `{"type","epoch","seq","at",…}` without gaps; `since` of this run ' +
      "and not too long ago reads on without a snapshot. Close code 4008: the reader was too slow; 4001: its token was revoked.",
    scopes: ["status"],
    answers: { 201: { what: "A ticket.", schema: ticketAnswer } },
    codes: [],
  };
  api.post("/v1/events/tickets", route(doc, { body: noBody }), async (request, reply) => {
    const { ticket, expiresAtMs } = tickets.issue(callerOf(request));
    const body = { ticket, expiresAt: iso(expiresAtMs) };
    return reply.code(201).header("location", `/v1/events?ticket=${ticket}`).send(body);
  });
}
