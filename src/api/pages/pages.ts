/** The app behind the pages: the built dashboard, and the API's description made from the routes that it is given. It listens nowhere. */
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type RouteOptions } from "fastify";
import { registerDocs } from "../documents/openapi.ts";
import { schemaController } from "../documents/validate.ts";

export interface PagesOptions {
  readonly version: string;
  /** The built page; null: none. */
  readonly dashboardFolder: string | null;
  /** The routes to describe; they are never run here. */
  readonly routes: readonly RouteOptions[];
}

export async function openPages({
  version,
  dashboardFolder,
  routes,
}: PagesOptions): Promise<FastifyInstance> {
  const app = fastify({ logger: false, schemaController });
  registerDocs(app, version);
  app.register((described, _options, done) => {
    for (const { method, url, schema } of routes) {
      described.route({ method, url, ...(schema ? { schema } : {}), handler: neverRun });
    }
    done();
  });
  if (dashboardFolder !== null) {
    app.register(fastifyStatic, { root: dashboardFolder, maxAge: 0, etag: true });
  }
  await app.ready();
  return app;
}

const neverRun = (): never => {
  throw new Error("a route that is only described was called");
};
