/** What every route gets, and the type of the server they hang on. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { GatewayError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { StoreSettings } from "../core/orders/order.ts";
import type { Store } from "../store/store.ts";
import type { Caller } from "./access/caller.ts";
import type { Sessions } from "./access/sessions.ts";
import type { Tickets } from "./access/tickets.ts";
import type { Waits } from "./events/waits.ts";
import type { Ports } from "./ports.ts";

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface ApiContext {
  readonly store: Store;
  readonly ports: Ports;
  readonly settings: StoreSettings;
  readonly log: Log;
  /** Wall clock. */
  readonly nowMs: () => number;
  readonly version: string;
  readonly maxBodyBytes: number;
  readonly waits: Waits;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  /** A token is no longer good: its sessions and sockets end now. */
  readonly revoked: (tokenId: string) => void;
  /** Fires when the server closes: who waits for an end answers with the present. */
  readonly closing: AbortSignal;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null: nobody we know. */
    caller: Caller | null;
    /** Why a token or session that was shown is not good. */
    refusal: GatewayError | null;
    /** The body as parsed from JSON, before any default was filled in: what an idempotency key stands for. */
    sentBody: unknown;
  }
}
