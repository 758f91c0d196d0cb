/** Digital receipts: links under the store's own key, the one that seals the vendors' credentials. */
import type { ReceiptsPort } from "../api/ports.ts";
import type { GatewayConfig } from "../config/schema.ts";
import { readSecret } from "../config/secrets.ts";
import { createReceiptLinks } from "../core/receipt-link.ts";

/** @throws invalid_input: others can read the key, or it is none */
export async function openReceiptLinks({ data, http, store }: GatewayConfig): Promise<ReceiptsPort> {
  const credentialsFolder = process.env["CREDENTIALS_DIRECTORY"];
  const { key } = await readSecret("credential-key", { credentialsFolder, dataFolder: data.folder });
  const { receiptPath, orderOf } = createReceiptLinks(key);
  return {
    urlOf: (orderId) => `${http.publicUrl ?? ""}${receiptPath(orderId)}`,
    absoluteUrlOf: (orderId) =>
      http.publicUrl === undefined ? null : `${http.publicUrl}${receiptPath(orderId)}`,
    orderOf,
    shop: { name: store.name, locale: store.locale, timeZone: store.timeZone },
  };
}
