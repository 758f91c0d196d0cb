import { GatewayError } from "../../core/errors.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";

export interface SaveDeviceInput extends Asked {
  readonly id: string;
  readonly config: unknown;
}

/** What the API and the dashboard configure; the installer's file wins where both speak. */
export function saveDevice(tx: Tx, input: SaveDeviceInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  tx.prepare(
    `INSERT INTO device (id, config, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET config = excluded.config, at_ms = excluded.at_ms`,
  ).run(input.id, JSON.stringify(input.config), tx.now.wallMs);
  appendAudit(tx, {
    actor: input.actor,
    action: "device.save",
    subject: input.id,
    detail: addressIn(input.config),
  });
  rememberKey(tx, input.key, input.id);
  tx.emit({ type: "device.configured", deviceId: input.id });
  return { id: input.id, replayed: false };
}

/** Where a device was moved to is what one looks for afterwards. */
const addressIn = (config: unknown): { readonly at?: unknown } =>
  typeof config === "object" && config !== null && "at" in config ? { at: config.at } : {};

/** @throws not_found: none was configured through the API under this id */
export function deleteDevice(tx: Tx, input: { readonly id: string; readonly actor: string }): null {
  if (tx.prepare("DELETE FROM device WHERE id = ?").run(input.id).changes === 0) {
    throw new GatewayError("not_found", `no device ${input.id} was added through the API`);
  }
  appendAudit(tx, { actor: input.actor, action: "device.delete", subject: input.id, detail: {} });
  tx.emit({ type: "device.configured", deviceId: input.id });
  return null;
}
