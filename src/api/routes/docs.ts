/** The meaning of every error code, for people. */
import { z } from "zod";
import { type After, ERROR_CODES } from "../../core/errors.ts";
import type { Api } from "../context.ts";
import { type RouteDoc, route } from "../documents/documented.ts";

export function docsRoutes(api: Api): void {
  const doc: RouteDoc = {
    id: "readErrorCodes",
    tag: "status",
    summary: "Every error code and what to do next",
    scopes: [],
    answers: { 200: { what: "A page for people.", schema: z.string(), mediaType: "text/html" } },
    codes: [],
  };
  api.get("/docs/errors", route(doc, {}), async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(ERRORS_PAGE),
  );
}

const NEXT: { readonly [A in After]: string } = {
  retry: "Nothing happened. Try again, a little later each time.",
  wait: "It cannot be done now. Try again when the cause is gone; with the same key.",
  ask: "It may have happened. Look before you do it again.",
  stop: "It will never work as asked.",
};

const rows = Object.entries(ERROR_CODES)
  .map(
    ([code, { status, after, title }]) =>
      `<tr id="${code}"><td><code>${code}</code><td>${status}<td><code>${after}</code><td>${title}`,
  )
  .join("\n");

const ERRORS_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tillgate: error codes</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;
border-bottom:1px solid #ddd}tr:target{background:#fff3c4}</style>
<h1>Error codes</h1>
<p>Every error is <code>application/problem+json</code> (RFC 9457). Codes are added, never renamed.
<code>after</code> says what to do next:</p>
<dl>${Object.entries(NEXT)
  .map(([after, sentence]) => `<dt><code>${after}</code><dd>${sentence}`)
  .join("")}</dl>
<table><thead><tr><th>code<th>HTTP<th>after<th>meaning</thead><tbody>
${rows}
</tbody></table></html>
`;
