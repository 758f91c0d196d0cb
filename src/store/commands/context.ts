import type { StoreSettings } from "../../core/orders/order.ts";
import type { IdempotencyKey } from "../idempotency.ts";

/** What every command may know beside its input. */
export interface CommandContext {
  readonly settings: StoreSettings;
}

/** Who asks, and under which key: the head of every command that a till or an operator starts. */
export interface Asked {
  readonly key: IdempotencyKey | null;
  /** The token's name, for the audit. */
  readonly actor: string;
  /** The till the token is bound to; null: any. */
  readonly till: string | null;
}

/** `id` names what was made, or what the same key made before. */
export interface Made {
  readonly id: string;
  readonly replayed: boolean;
}
