/** What answers while the database cannot be opened: alive, not ready, and why. Nothing is taken that could not be kept. */
import fastify from "fastify";
import { GatewayError } from "../core/errors.ts";
import { sendProblem } from "./problem.ts";

export interface Rescue extends AsyncDisposable {
  /** The latest reason, in words for an operator. */
  tell(reason: string): void;
}

export async function openRescue(
  at: { readonly host: string; readonly port: number },
  first: { readonly reason: string; readonly version: string },
): Promise<Rescue> {
  let { reason } = first;
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get("/healthz", async () => ({ status: "alive", version: first.version }));
  app.get("/readyz", async (_request, reply) => {
    await reply.code(503).send({ ready: false, reasons: [{ code: "store_read_only", message: reason }] });
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new GatewayError("store_read_only", reason)),
  );
  await app.listen(at);
  return {
    tell: (next) => {
      reason = next;
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
