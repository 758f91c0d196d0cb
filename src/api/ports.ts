/** What the API needs of rooms it may not know: main.ts fills it. */

import type { Found, ScanState } from "../core/finding-devices.ts";
import type { PrintPayload } from "../core/jobs/job-kinds.ts";
import type { Degradation, Paper, PrintDocument } from "../core/receipt.ts";
import type { LinkFinding } from "../core/receipt-link.ts";
import type { DeviceStatus, StatusSnapshot } from "../core/status.ts";
import type { Papers } from "../printing/custom/papers.ts";
import type { StoreLabel } from "../printing/templates/parts.ts";
import type { Asked } from "../store/commands/context.ts";

export interface DevicesPort {
  list(): readonly DeviceStatus[];
  /** Ids of devices of a kind that are configured: routes check `printer` and `drawer` against them. */
  has(id: string, kind: "printer" | "drawer"): boolean;
  /** @throws unknown_device */
  encode(
    printer: string,
    document: PrintDocument,
  ): { readonly bytes: Uint8Array; readonly degraded: readonly Degradation[] };
  /** @throws unknown_device */
  interpret(printer: string, bytes: Uint8Array): Paper;
  columns(printer: string): number;
  /** Of the print head. */
  widthDots(printer: string): number;
  /** Checks a config as the driver would; throws invalid_input with every fault. */
  check(config: DeviceConfigInput): void;
  /** Applies what the store now holds: starts, restarts or stops the device. */
  reload(id: string): Promise<void>;
}
export interface DeviceConfigInput {
  readonly id: string;
  readonly name?: string | undefined;
  readonly driver: string;
  readonly at?: string | undefined;
  readonly identity?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

export interface DiscoveryPort {
  /** Begins to look around. @throws wrong_state: a scan is running */
  start(request: { readonly sweep: boolean; readonly hosts: readonly string[] }): ScanState;
  scan(id: string): ScanState | undefined;
  /** Resolves when the scan is over or the signal fires. */
  untilOver(id: string, signal: AbortSignal): Promise<void>;
  /** What the last scan found. */
  found(): readonly Found[];
}

export interface SyncRun {
  readonly vendor: string;
  readonly pulled: number;
  readonly new: number;
  readonly updated: number;
  readonly failed: number;
  readonly error: string | null;
}
export interface IntegrationStatus {
  readonly id: string;
  readonly vendor: string;
  readonly state: "ok" | "sign_in" | "unreachable" | "error";
  readonly lastSync: string | null;
  readonly lagMs: number;
  readonly error: string | null;
}
export interface VendorsPort {
  /** Folder names under adapters/. */
  known(): readonly string[];
  /** `vend` → `lightspeed-x`. */
  canonicalId(vendor: string): string;
  /** Checks credentials and settings by the adapter's schemas, seals the credentials. @throws invalid_input */
  seal(input: {
    readonly vendor: string;
    readonly credentials: unknown;
    readonly settings: unknown;
  }): Promise<{
    readonly id: string;
    readonly sealedCredentials: string;
    readonly settings: unknown;
  }>;
  /** Tests each connection live. */
  test(signal: AbortSignal): Promise<readonly IntegrationStatus[]>;
  /** Pulls what changed; null: every connected vendor; sinceMs null: from the stored cursor. */
  syncOrders(vendor: string | null, sinceMs: number | null, signal: AbortSignal): Promise<readonly SyncRun[]>;
  /**
   * Compares both ledgers and stores the report, with `asked` (key and actor) in the same transaction.
   * Returns its id. @throws vendor_unavailable · vendor_sign_in · not_found: the vendor is not connected
   */
  reconcile(vendor: string, businessDay: string, signal: AbortSignal, asked: Asked): Promise<string>;
}

/** Digital receipts: their addresses, and who gives them. */
export interface ReceiptsPort {
  /** Where an order's receipt is shown: absolute where the config has a public address, else a path. */
  urlOf(orderId: string): string;
  /** null: the config has no public address, so no phone gets there. */
  absoluteUrlOf(orderId: string): string | null;
  orderOf(token: string): LinkFinding;
  readonly shop: Pick<StoreLabel, "name" | "locale" | "timeZone">;
}

export interface Ports {
  readonly devices: DevicesPort;
  readonly discovery: DiscoveryPort;
  readonly vendors: VendorsPort;
  readonly receipts: ReceiptsPort;
  /**
   * PNG of each page of a PDF, black and white.
   * @throws invalid_input · wrong_state: nothing here can draw it · device_busy
   */
  drawPdf(pdf: Uint8Array, widthDots: number, signal: AbortSignal): Promise<readonly Uint8Array[]>;
  /** Days that what was printed can be looked at. */
  readonly keepPrintedDays: number;
  status(): StatusSnapshot;
  /** Whether orders are taken, and why not: answers even where the database cannot be read. */
  readiness(): Pick<StatusSnapshot, "ready" | "reasons">;
  /** Vendor jobs that are being sent at this moment: shown as `sending`. */
  isSending(jobId: string): boolean;
  /** The document that a print job puts on paper; undefined where its order is gone. */
  compose(payload: PrintPayload, columns: number): PrintDocument | undefined;
  readonly papers: Papers;
  /** Calls back with device readiness and destination changes. */
  onStatus(listener: (event: StatusEvent) => void): void;
  metricsText(): Promise<string>;
}
export type StatusEvent =
  | { readonly type: "discovery.updated"; readonly scan: ScanState }
  | { readonly type: "device.readiness"; readonly device: DeviceStatus }
  | { readonly type: "destination.updated"; readonly destination: StatusSnapshot["destinations"][number] }
  | {
      readonly type: "gateway.updated";
      readonly ready: boolean;
      readonly reasons: StatusSnapshot["reasons"];
    };
