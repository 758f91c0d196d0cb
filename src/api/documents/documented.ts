/** One description per route: who may call it, what it answers and with which codes. /openapi.json and the guard read the same. */
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import { requires } from "../access/auth.ts";
import type { Scope } from "../access/caller.ts";
import { problem } from "../problem.ts";

export interface RouteDoc {
  /** operationId: a verb and a thing, unique. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Any of them is enough; none: anybody may call. */
  readonly scopes: readonly Scope[];
  readonly answers: { readonly [status: number]: Answer };
  /** Beside those that every route may meet. */
  readonly codes: readonly ErrorCode[];
  /** Of calls with an effect: whether the Idempotency-Key is needed, or the body has an id of its own. */
  readonly keyed?: "required" | "optional";
}
export type Answer =
  | { readonly what: string; readonly schema: z.ZodType }
  | { readonly what: string; readonly schema: z.ZodType; readonly mediaType: string | readonly string[] }
  | { readonly what: string };

export interface RouteParts {
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  readonly body?: z.ZodType;
}

const ALWAYS = ["invalid_input", "too_many_requests", "internal"] as const satisfies readonly ErrorCode[];
const SECURED = ["unauthenticated", "forbidden"] as const satisfies readonly ErrorCode[];
/** Of every call that writes. */
export const WRITES = [
  "idempotency_key_reused",
  "too_large",
  "unsupported_media_type",
  "store_full",
  "store_unknown",
  "store_read_only",
  "queue_full",
] as const satisfies readonly ErrorCode[];
export const KEYED_WRITES = ["idempotency_key_required", ...WRITES] as const;

/** The guard and the schema of a route. */
export function route<P extends RouteParts>(doc: RouteDoc, parts: P) {
  return {
    schema: schemaOf(doc, parts),
    ...(doc.scopes.length > 0 ? { preParsing: requires(doc.scopes) } : {}),
  };
}

function schemaOf<P extends RouteParts>(doc: RouteDoc, parts: P) {
  const scopes =
    doc.scopes.length > 0 ? `Scope: ${doc.scopes.map((scope) => `\`${scope}\``).join(" or ")}.` : "No token.";
  return {
    ...parts,
    operationId: doc.id,
    tags: [doc.tag],
    summary: doc.summary,
    description: [doc.description, scopes].filter(Boolean).join("\n\n"),
    security: doc.scopes.length > 0 ? SECURITY : [],
    response: { ...answersOf(doc), ...problemsOf(doc) },
    ...(doc.keyed === undefined ? {} : { "x-idempotency-key": doc.keyed }),
  };
}

const SECURITY: { [name: string]: string[] }[] = [{ token: [] }, { session: [] }];

function answersOf({ answers }: RouteDoc): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => {
      if (!("schema" in answer)) return [status, z.undefined().describe(answer.what)];
      const types = "mediaType" in answer ? [answer.mediaType].flat() : ["application/json"];
      const content = Object.fromEntries(types.map((type) => [type, { schema: answer.schema }]));
      return [status, { description: answer.what, content }];
    }),
  );
}

function problemsOf({ codes, scopes, answers }: RouteDoc): Record<string, unknown> {
  const all: readonly ErrorCode[] = [
    ...new Set([...ALWAYS, ...(scopes.length > 0 ? SECURED : []), ...codes]),
  ];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of all) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => !(status in answers))
      .map(([status, some]) => [
        status,
        {
          description: some
            .map((code) => `\`${code}\` (${ERROR_CODES[code].after}): ${ERROR_CODES[code].title}`)
            .join("\n\n"),
          content: { "application/problem+json": { schema: problem } },
        },
      ]),
  );
}

/** `?limit=&after=` of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(100).optional().describe("`next` of the page before."),
});

export const pageOf = <T extends z.ZodType>(item: T, id: string, example: unknown) =>
  z
    .object({
      items: z.array(item),
      next: z.string().nullable().describe("Pass it as `after`; null: the last page."),
    })
    .meta({ id, examples: [{ items: [example], next: null }] });

/** Where a list goes on: opaque to callers, a seq of the store inside. */
export const cursorOf = (seq: number | null): string | null =>
  seq === null ? null : Buffer.from(`s${seq}`, "latin1").toString("base64url");

/** @throws invalid_input: none of ours */
export function seqOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const seq = /^s(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1];
  if (seq === undefined) throw invalidInput([{ path: "after", message: "not a cursor of this API" }]);
  return Number(seq);
}

/** The same for lists that go by a name: an id, a day. */
export const nameCursorOf = (name: string | undefined): string | null =>
  name === undefined ? null : Buffer.from(`n${name}`, "utf8").toString("base64url");

/** @throws invalid_input: none of ours */
export function nameOf(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const name = /^n([\w:.-]{1,64})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"))?.[1];
  if (name === undefined) throw invalidInput([{ path: "after", message: "not a cursor of this API" }]);
  return name;
}

/** A page of rows that were read one too many: whether there are more is known without counting. */
export function pageOfRows<T>(rows: readonly T[], limit: number, nameOfRow: (row: T) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? nameCursorOf(nameOfRow(last)) : null };
}

/** A page of a list that is at hand whole, by id. @throws invalid_input: no cursor of ours */
export function pageOfAll<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, after }: z.output<typeof pageQuery>,
) {
  const last = nameOf(after) ?? "";
  const rest = all.filter(({ id }) => id > last).sort((a, b) => (a.id < b.id ? -1 : 1));
  return pageOfRows(rest, limit, ({ id }) => id);
}

/** RFC 3339, UTC. */
export const iso = (ms: number): string => new Date(ms).toISOString();
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
/** An instant in an answer. */
export const instantText = z.string().meta({ format: "date-time" });
