/** Who may call. A secret is shown once, when it is made; the store keeps its hash. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { BESIDE_FAULTS } from "../../core/faults.ts";
import { deviceId } from "../../core/orders/order.ts";
import { hashOfSecret, newSecret } from "../../lib/secret.ts";
import type { TokenRow } from "../../store/read/tokens.ts";
import type { Reader } from "../../store/reader.ts";
import { askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { SCOPES } from "../access/caller.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  instantText,
  iso,
  isoOrNull,
  KEYED_WRITES,
  pageOf,
  pageOfAll,
  pageQuery,
  type RouteDoc,
  route,
  WRITES,
} from "../documents/documented.ts";

const example = {
  id: "01936d2e-a000-7000-8000-5e0f1c2b3a43",
  name: "front till",
  scopes: ["till"],
  till: "front-1",
  createdAt: "2026-11-21T08:00:00.000Z",
  revokedAt: null,
};
const shape = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  till: z.string().nullable(),
  createdAt: instantText,
  revokedAt: instantText.nullable(),
};
const tokenAnswer = z.object(shape).meta({ id: "Token", examples: [example] });
const createdToken = z
  .object({ ...shape, secret: z.string().nullable().describe("Shown once: null on a replay.") })
  .meta({ id: "CreatedToken", examples: [{ ...example, secret: "tillgate_3vQ…" }] });

const toToken = (row: TokenRow): z.output<typeof tokenAnswer> => ({
  id: row.id,
  name: row.name,
  scopes: [...row.scopes],
  till: row.till,
  createdAt: iso(row.createdMs),
  revokedAt: isoOrNull(row.revokedMs),
});

const newToken = z
  .strictObject({
    name: z.string().min(1).max(100).describe("Shown in the audit."),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    till: deviceId
      .optional()
      .describe("Required with the scope `till`: the token speaks for this till only."),
  })
  .refine(({ scopes, till }) => !Array.isArray(scopes) || !scopes.includes("till") || till !== undefined, {
    ...BESIDE_FAULTS,
    path: ["till"],
    message: "a till token speaks for one till: name it",
  })
  .meta({ id: "NewToken", examples: [{ name: "front till", scopes: ["till"], till: "front-1" }] });

const tokenParams = z.strictObject({ id: z.string().max(64) });

export function tokenRoutes(api: Api, context: ApiContext): void {
  createRoute(api, context);
  listRoute(api, context);
  showRoute(api, context);
  revokeRoute(api, context);
}

function createRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "createToken",
    tag: "tokens",
    summary: "Make a token",
    scopes: ["admin"],
    keyed: "required",
    answers: {
      201: { what: "Made. The secret is never shown again.", schema: createdToken },
      200: {
        what: "A replay, without the secret: if it was lost, revoke the token and make another.",
        schema: createdToken,
      },
    },
    codes: KEYED_WRITES,
  };
  api.post("/v1/tokens", route(doc, { body: newToken }), async (request, reply) => {
    const { name, scopes, till: boundTill = null } = request.body;
    const secret = newSecret();
    const made = await store.run("createToken", {
      ...askedBy(request, { keyRequired: true, money: false }),
      name,
      scopes: [...new Set(scopes)],
      boundTill,
      hash: hashOfSecret(secret),
    });
    if (made.replayed) reply.header("idempotency-replayed", "true");
    reply.code(made.replayed ? 200 : 201).header("location", `/v1/tokens/${made.id}`);
    return { ...tokenOf(store.read, made.id), secret: made.replayed ? null : secret };
  });
}

function listRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listTokens",
    tag: "tokens",
    summary: "All tokens, the revoked ones too, without their secrets",
    scopes: ["admin"],
    answers: { 200: { what: "A page.", schema: pageOf(tokenAnswer, "TokenPage", example) } },
    codes: [],
  };
  api.get("/v1/tokens", route(doc, { querystring: pageQuery }), async (request) =>
    pageOfAll(store.read.tokens().map(toToken), request.query),
  );
}

function showRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "getToken",
    tag: "tokens",
    summary: "One token, without its secret",
    scopes: ["admin"],
    answers: { 200: { what: "The token.", schema: tokenAnswer } },
    codes: ["not_found"],
  };
  api.get("/v1/tokens/:id", route(doc, { params: tokenParams }), async (request) =>
    tokenOf(store.read, request.params.id),
  );
}

/** @throws not_found */
function tokenOf(read: Reader, id: string): z.output<typeof tokenAnswer> {
  const row = read.tokens().find((token) => token.id === id);
  if (!row) throw new GatewayError("not_found", `there is no token ${id}`);
  return toToken(row);
}

function revokeRoute(api: Api, { store, revoked }: ApiContext): void {
  const doc: RouteDoc = {
    id: "revokeToken",
    tag: "tokens",
    summary: "End a token, its sessions and its event sockets, now",
    scopes: ["admin"],
    answers: { 204: { what: "Revoked." } },
    codes: [...WRITES, "not_found"],
  };
  api.delete("/v1/tokens/:id", route(doc, { params: tokenParams }), async (request, reply) => {
    const { id } = request.params;
    await store.run("revokeToken", { id, actor: callerOf(request).name });
    revoked(id);
    return reply.code(204).send();
  });
}
