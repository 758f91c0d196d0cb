/**
 * What a browser looks at: the dashboard and the readable API. Both are served by an app of their own, which is loaded when the
 * first browser asks: no till waits at the start for pages that it never reads.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Api } from "../context.ts";
import type { PagesOptions } from "./pages.ts";

/** Of the answer, what only that app's own line would need. */
const HOP_HEADERS = ["connection", "date", "keep-alive", "transfer-encoding"];

/** Comes before the routes that are to be described. */
export function servePages(app: Api, options: Omit<PagesOptions, "routes">): void {
  const routes: RouteOptions[] = [];
  let opening: Promise<FastifyInstance> | undefined;
  const open = async (): Promise<FastifyInstance> => {
    const { openPages } = await import("./pages.ts");
    return openPages({ ...options, routes });
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    opening ??= open();
    const { statusCode, headers, rawPayload } = await (await opening).inject({
      ...{ method: "GET", url: request.url, headers: request.headers },
    });
    if (statusCode === 404) {
      reply.callNotFound();
      return reply;
    }
    for (const name of HOP_HEADERS) delete headers[name];
    return reply.code(statusCode).headers(headers).send(rawPayload);
  };
  const paths = ["/openapi.json", "/docs", "/docs/*", ...(options.dashboardFolder === null ? [] : ["/*"])];
  for (const path of paths) app.get(path, { schema: { hide: true } }, answer);
  app.addHook("onRoute", (route) => {
    if (route.method !== "HEAD") routes.push(route);
  });
  app.addHook("onClose", async () => {
    await (await opening)?.close();
  });
}
