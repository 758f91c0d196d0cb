/** What is answered when something cannot be done: RFC 9457 problem+json, by the one table of codes. */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ERROR_CODES, type ErrorCode, GatewayError, isGatewayError } from "../core/errors.ts";
import type { Fault } from "../core/faults.ts";
import type { Log } from "../core/log.ts";

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];

export const problem = z
  .object({
    type: z.string().meta({ description: "Where the code is explained." }),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    after: z
      .enum(["retry", "wait", "ask", "stop"])
      .meta({ description: "What the caller may do next: see /docs/errors." }),
    detail: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          line: z.int().optional().describe("In a text of several lines, from 1."),
          column: z.int().optional(),
        }),
      )
      .optional()
      .meta({ description: "Every fault of an invalid request at once." }),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: "Problem",
    description: "RFC 9457. `code` is a word of this API: codes are added, never renamed.",
    examples: [
      {
        type: "/docs/errors#invalid_input",
        title: ERROR_CODES.invalid_input.title,
        status: 400,
        code: "invalid_input",
        after: "stop",
        detail: 'lines[0].quantity: a decimal string such as "1.250"',
        errors: [{ path: "lines[0].quantity", message: 'a decimal string such as "1.250"' }],
      },
    ],
  });
export type Problem = z.output<typeof problem>;

export function toProblem(error: GatewayError): Problem {
  const { errors, ...facts } = error.facts;
  const { status, title } = ERROR_CODES[error.code];
  const faults: readonly Fault[] = Array.isArray(errors) ? errors : faultsWithoutPlace(error);
  return {
    type: `/docs/errors#${error.code}`,
    title,
    status,
    code: error.code,
    after: error.after,
    detail: error.message,
    ...(faults.length > 0 ? { errors: [...faults] } : {}),
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
  };
}

/** Invalid input always says what is wrong in `errors`, also where nobody could say where. */
const faultsWithoutPlace = ({ code, message }: GatewayError): readonly Fault[] =>
  code === "invalid_input" ? [{ path: "request", message }] : [];

/** What Fastify itself refuses, in our words. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: "not_found",
  408: "invalid_input",
  413: "too_large",
  415: "unsupported_media_type",
  429: "too_many_requests",
};

function asGatewayError(error: unknown): GatewayError | undefined {
  if (isGatewayError(error)) return error;
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return new GatewayError(CODE_OF_STATUS[statusCode] ?? "invalid_input", message ?? "not understood");
}

/** A pause for whoever names none: a disk or a device does not mend within a second. */
const DEFAULT_RETRY_MS = 5_000;

export function sendProblem(reply: FastifyReply, error: GatewayError): FastifyReply {
  const body = toProblem(error);
  if (body.status === 429 || body.status === 503) {
    const seconds = Math.ceil((error.retryAfterMs ?? DEFAULT_RETRY_MS) / 1_000);
    reply.header("retry-after", String(Math.max(1, seconds)));
  }
  if (body.status === 401) reply.header("www-authenticate", "Bearer");
  // As bytes: Fastify adds a charset to text, which this media type does not have.
  return reply
    .code(body.status)
    .header("content-type", "application/problem+json")
    .send(Buffer.from(JSON.stringify(body)));
}

/** Turns whatever a route threw into an answer; a fault of our own is logged whole and told without details. */
export function answerError(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = asGatewayError(error);
    if (known) return sendProblem(reply, known);
    log.error("a request met a fault of the gateway", {
      method: request.method,
      route: request.routeOptions.url ?? request.url,
      cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return sendProblem(reply, new GatewayError("internal", "a fault of the gateway itself: see its log"));
  };
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(
    reply,
    new GatewayError("not_found", `there is no ${request.method} ${pathOf(request.url)}`),
  );
}

/** Without the query: it may hold a ticket. */
export const pathOf = (url: string): string => url.split("?", 1)[0] ?? url;
