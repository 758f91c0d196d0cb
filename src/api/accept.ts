/**
 * The head and the tail of every call with an effect: whose wish it is and under which key, and the answer once it stands:
 * 201 for what is new, 200 for what the same key or id made before, 202 where the end did not come in the time asked for.
 */
import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { canonicalJson } from "../core/canonical.ts";
import { GatewayError } from "../core/errors.ts";
import { invalidInput } from "../core/faults.ts";
import type { Asked, Made } from "../store/commands/context.ts";
import { KEEP_MONEY_MS, KEEP_OTHER_MS } from "../store/idempotency.ts";
import { callerOf } from "./access/auth.ts";
import { preferredWait, type Waits } from "./events/waits.ts";
import { pathOf } from "./problem.ts";

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

export interface AcceptRules {
  /** False where the body carries an id of its own, or where doing it twice is the same as once. */
  readonly keyRequired: boolean;
  /** Keys of money routes are kept 30 days, others 7. */
  readonly money: boolean;
}

/** @throws idempotency_key_required · invalid_input · unauthenticated */
export function askedBy(request: FastifyRequest, rules: AcceptRules): Asked {
  const caller = callerOf(request);
  const key = keyOf(request);
  if (key === null && rules.keyRequired) {
    throw new GatewayError("idempotency_key_required", "send an Idempotency-Key, made once per wish");
  }
  const actor = caller.name;
  if (key === null) return { key: null, actor, till: caller.till };
  const scope = `${caller.tokenId} ${request.method} ${pathOf(request.url)}`;
  const keepMs = rules.money ? KEEP_MONEY_MS : KEEP_OTHER_MS;
  return { key: { scope, key, bodyHash: bodyHash(request), keepMs }, actor, till: caller.till };
}

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers["idempotency-key"];
  if (header === undefined) return null;
  const text = String(header);
  if (VISIBLE_ASCII.test(text)) return text;
  throw invalidInput([{ path: "Idempotency-Key", message: "1-255 visible ASCII characters" }]);
}

/**
 * SHA-256 of the body as sent, in canonical JSON: what "the same body" means. Defaults are not filled in: a release that adds
 * a field must not make an old body another one.
 */
export const bodyHash = (request: FastifyRequest): Uint8Array =>
  new Uint8Array(
    createHash("sha256")
      .update(canonicalJson(request.sentBody ?? {}), "utf8")
      .digest(),
  );

export interface Tail {
  readonly location: string;
  /** The jobs whose end is the end of this wish. */
  readonly jobs: () => readonly string[];
  /** The resource as it stands when it is answered. */
  readonly body: () => unknown;
}

export async function answerMade(
  request: FastifyRequest,
  reply: FastifyReply,
  made: Made,
  tail: Tail & { readonly waits: Waits },
): Promise<unknown> {
  const seconds = preferredWait(request);
  let isEnd = true;
  if (seconds > 0) {
    isEnd = await tail.waits.untilOver(tail.jobs(), seconds * 1_000);
    reply.header("preference-applied", `wait=${seconds}`);
  }
  if (made.replayed) reply.header("idempotency-replayed", "true");
  reply.header("location", tail.location);
  return reply.code(made.replayed ? 200 : isEnd ? 201 : 202).send(tail.body());
}
