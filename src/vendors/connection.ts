import type { AdapterModule, VendorAdapter } from "../core/adapter.ts";

/** One connected vendor account, as the dispatcher and the sync meet it. */
export interface VendorConnection {
  readonly vendor: string;
  readonly integrationId: string;
  readonly adapter: VendorAdapter;
  readonly limits: AdapterModule["limits"];
}
