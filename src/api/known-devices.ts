/** Refuses printers that are not there. A replay is answered also when its printer has left the shop since. */
import { GatewayError } from "../core/errors.ts";
import type { Asked } from "../store/commands/context.ts";
import type { Reader } from "../store/reader.ts";
import type { ApiContext } from "./context.ts";

export const isKnownKey = ({ key }: Asked, read: Reader): boolean =>
  key !== null && read.idempotencyKey(key.scope, key.key) !== undefined;

/** @throws unknown_device */
export function refuseUnknownDevice(
  device: { readonly id: string; readonly kind: "printer" | "drawer" },
  asked: Asked,
  { ports, store }: Pick<ApiContext, "ports" | "store">,
): void {
  if (ports.devices.has(device.id, device.kind) || isKnownKey(asked, store.read)) return;
  throw new GatewayError("unknown_device", `there is no ${device.kind} ${device.id}`);
}

/** @throws unknown_device */
export function refuseUnknownPrinter(
  print: { readonly printer: string } | undefined,
  asked: Asked,
  context: Pick<ApiContext, "ports" | "store">,
): void {
  if (print) refuseUnknownDevice({ id: print.printer, kind: "printer" }, asked, context);
}
