/** The shop's pictures: stored once, printed by name. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import { STORE_LOGO } from "../../printing/custom/papers.ts";
import type { LogoRow } from "../../store/read/print-templates.ts";
import { askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { previewPrinter } from "../answers/template-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { instantText, iso, type RouteDoc, route, WRITES } from "../documents/documented.ts";
import { drawPaper } from "./template-previews.ts";

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
/** In base64, with the JSON around it. */
const MAX_BODY_BYTES = 3_000_000;

const logoName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "1-40 of a-z 0-9 -")
  .describe(`\`${STORE_LOGO}\` stands on top of the built-in papers.`);
const params = z.strictObject({ name: logoName });

const logoExample = {
  name: STORE_LOGO,
  widthDots: 384,
  heightDots: 120,
  bytes: 8_120,
  updatedAt: "2026-11-21T11:05:02.110Z",
};
const logoAnswer = z
  .object({
    name: z.string(),
    widthDots: z.int(),
    heightDots: z.int(),
    bytes: z.int().describe("As it is stored."),
    updatedAt: instantText,
  })
  .meta({ id: "Logo", examples: [logoExample] });
const logoList = z
  .object({ items: z.array(logoAnswer) })
  .meta({ id: "LogoList", examples: [{ items: [logoExample] }] });
const newLogo = z
  .strictObject({ image: z.base64().min(4).max(2_900_000).describe("PNG or JPEG, at most 2 MB, base64.") })
  .meta({
    id: "NewLogo",
    examples: [
      {
        image:
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
      },
    ],
  });

const toLogo = ({ atMs, ...row }: LogoRow): z.output<typeof logoAnswer> => ({ ...row, updatedAt: iso(atMs) });

export function logoRoutes(api: Api, context: ApiContext): void {
  listRoute(api, context);
  saveRoute(api, context);
  previewRoute(api, context);
  removeRoute(api, context);
}

function listRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listLogos",
    tag: "print templates",
    summary: "The shop's logos",
    scopes: ["operator"],
    answers: { 200: { what: "All of them, by name.", schema: logoList } },
    codes: [],
  };
  api.get("/v1/logos", route(doc, {}), async () => ({ items: store.read.logos().map(toLogo) }));
}

function saveRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "saveLogo",
    tag: "print templates",
    summary: "Store a logo, or replace it",
    description: "It is made gray and no wider than paper of 80 mm. Templates print it with `{logo:name}`.",
    scopes: ["admin"],
    keyed: "optional",
    answers: {
      200: { what: "Replaced, or a replay: the logo as it stands now.", schema: logoAnswer },
      201: { what: "Stored.", schema: logoAnswer },
    },
    codes: WRITES,
  };
  const options = { ...route(doc, { params, body: newLogo }), bodyLimit: MAX_BODY_BYTES };
  api.put("/v1/logos/:name", options, async (request, reply) => {
    const { name } = request.params;
    const asked = askedBy(request, { keyRequired: false, money: false });
    const logo = await pictureOf(request.body.image);
    const { isNew, replayed } = await context.store.run("saveLogo", { ...asked, name, ...logo });
    if (replayed) reply.header("idempotency-replayed", "true");
    return reply.code(isNew ? 201 : 200).send(toLogo(logoOf(name, context)));
  });
}

/** @throws invalid_input: what it is cannot be printed */
async function pictureOf(image: string) {
  const picture = Buffer.from(image, "base64");
  const tooLarge = picture.length > MAX_PICTURE_BYTES ? "at most 2 MB" : undefined;
  if (tooLarge !== undefined) throw invalidInput([{ path: "image", message: tooLarge }]);
  const { readLogo } = await import("../../printing/logo.ts");
  const logo = await readLogo(picture);
  if (logo.type === "refused") throw invalidInput([{ path: "image", message: logo.reason }]);
  const { png, widthDots, heightDots } = logo;
  return { png, widthDots, heightDots };
}

/** @throws not_found */
function logoOf(name: string, { store }: ApiContext): LogoRow {
  const row = store.read.logos().find((logo) => logo.name === name);
  if (!row) throw new GatewayError("not_found", `there is no logo ${name}`);
  return row;
}

function previewRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "previewLogo",
    tag: "print templates",
    summary: "What a logo looks like on paper",
    scopes: ["operator"],
    answers: { 200: { what: "The paper, dot by dot.", schema: z.string(), mediaType: "image/png" } },
    codes: ["not_found", "unknown_device"],
  };
  const querystring = z.strictObject({ printer: previewPrinter });
  api.get("/v1/logos/:name/preview.png", route(doc, { params, querystring }), async (request, reply) => {
    const png = context.store.read.logo(request.params.name);
    if (!png) throw new GatewayError("not_found", `there is no logo ${request.params.name}`);
    const image = { type: "image", png: Buffer.from(png).toString("base64"), align: "center" } as const;
    return drawPaper(reply, { document: [image], printer: request.query.printer, format: "png", context });
  });
}

function removeRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "removeLogo",
    tag: "print templates",
    summary: "Remove a logo",
    scopes: ["admin"],
    answers: { 204: { what: "Removed; papers that name it are printed without it." } },
    codes: [...WRITES, "not_found"],
  };
  api.delete("/v1/logos/:name", route(doc, { params }), async (request, reply) => {
    await context.store.run("deleteLogo", { name: request.params.name, actor: callerOf(request).name });
    return reply.code(204).send();
  });
}
