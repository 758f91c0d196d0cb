/** Messages between the gateway's main thread and the writing thread. Values cross by structured clone. */

import { type ErrorCode, GatewayError, isGatewayError } from "../../core/errors.ts";
import type { StoreSettings } from "../../core/orders/order.ts";
import type { BrokenLink } from "../mend/patient-check.ts";
import type { ClockDoubt } from "./clock.ts";
import type { Command, Durability } from "./writer.ts";

export interface WorkerOptions {
  readonly path: string;
  readonly settings: StoreSettings;
  /** Free space below which sales are refused; history at twice as much. */
  readonly freeSpaceFloorBytes: number;
  /** Given away when the disk is full; 0: none. */
  readonly ballastBytes: number;
}

export interface GroupRequest {
  readonly type: "group";
  readonly commands: readonly Command[];
  readonly durability: Durability;
}
export type ToWorker =
  | GroupRequest
  /** A reader met damage. */
  | { readonly type: "damaged" }
  /** A vendor's answer named the time. */
  | { readonly type: "told_time"; readonly wallMs: number }
  | { readonly type: "close" }
  | { readonly type: "backup"; readonly path: string };

/** Whether the store takes writes, and if not, why: shown on /readyz. */
export interface StoreState {
  readonly state: "ok" | "full" | "read_only" | "failing" | "corrupt";
  readonly reason: string | null;
  /** null: the wall clock is trusted. Else stamps are marked as estimated, and nothing expires. */
  readonly clockDoubt: ClockDoubt | null;
  readonly walBytes: number;
  readonly freeBytes: number;
  /** Rows that are not what was written, found since this start. Orders are taken all the same. */
  readonly changedRows: readonly BrokenLink[];
}

export type FromWorker =
  | {
      readonly type: "opened";
      readonly state: StoreState;
      readonly migratedCopy: string | null;
      readonly notes: readonly string[];
    }
  | { readonly type: "refused"; readonly message: string; readonly mayHeal: boolean }
  | {
      readonly type: "group";
      readonly outcomes: readonly WireOutcome[];
      /** JSON of StoreEvent[]: a third of what copying them as objects costs both threads. */
      readonly events: string;
      readonly commitMs: number;
      readonly state: StoreState;
    }
  | { readonly type: "state"; readonly state: StoreState }
  /** A damaged file was salvaged into a new one: readers must open that. */
  | { readonly type: "replaced"; readonly notes: readonly string[] }
  | { readonly type: "backed_up"; readonly error: string | null }
  | { readonly type: "closed" };

export type WireOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

export interface WireError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

export function toWire(error: unknown): WireError {
  if (isGatewayError(error))
    return { code: error.code, message: error.message, facts: error.facts, stack: undefined };
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  return { code: null, message, facts: {}, stack };
}

export function fromWire(error: WireError): Error {
  if (error.code !== null) return new GatewayError(error.code, error.message, { facts: error.facts });
  const bug = new Error(error.message);
  if (error.stack !== undefined) bug.stack = error.stack;
  return bug;
}
