import { z } from "zod";
import type { Api, ApiContext } from "../context.ts";
import {
  cursorOf,
  instantText,
  iso,
  pageOf,
  pageQuery,
  type RouteDoc,
  route,
  seqOf,
} from "../documents/documented.ts";

const example = {
  seq: 42,
  at: "2026-11-21T11:09:00.000Z",
  actor: "front till",
  action: "drawer.open",
  subject: "till-drawer",
  detail: { reason: "change for the bar" },
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
};
const entry = z
  .object({
    seq: z.int(),
    at: instantText,
    actor: z.string().describe("The token's name, or `gateway`."),
    action: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string().describe("SHA-256 over this row and the hash of the one before, hex."),
  })
  .meta({ id: "AuditEntry", examples: [example] });

/** Who did what: rows are only added, each sealed by the hash of the one before. */
export function auditRoutes(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listAudit",
    tag: "tokens",
    summary: "Who did what, newest first",
    scopes: ["admin"],
    answers: { 200: { what: "A page.", schema: pageOf(entry, "AuditPage", example) } },
    codes: [],
  };
  api.get("/v1/audit", route(doc, { querystring: pageQuery }), async (request) => {
    const page = store.read.audit(request.query.limit, seqOf(request.query.after));
    const items = page.items.map(({ atMs, ...row }) => ({ ...row, at: iso(atMs) }));
    return { items, next: cursorOf(page.next) };
  });
}
