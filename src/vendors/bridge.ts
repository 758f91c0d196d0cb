/**
 * POSBridgeService of the integration spec: the shop's vendor accounts. It holds one connection per row of pos_integrations,
 * and opens it anew when the account is connected again.
 */
import type { z } from "zod";
import type { AdapterModule, PatientRead } from "../core/adapter.ts";
import { isGatewayError } from "../core/errors.ts";
import type { StoreEvent } from "../core/events.ts";
import { type Fault, invalidInput } from "../core/faults.ts";
import { vendorLane } from "../core/jobs/job.ts";
import type { Log } from "../core/log.ts";
import type { StoreSettings } from "../core/orders/order.ts";
import { schemaFaults } from "../core/zod-faults.ts";
import { within } from "../lib/deadline.ts";
import type { IntegrationRow } from "../store/read/vendors.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "./connection.ts";
import type { CredentialVault } from "./credentials.ts";
import type { VendorHttp } from "./http.ts";
import { vendorId } from "./load.ts";

export interface IntegrationStatus {
  readonly id: string;
  readonly vendor: string;
  readonly state: "ok" | "sign_in" | "unreachable" | "error";
  readonly lastSync: string | null;
  readonly lagMs: number;
  readonly error: string | null;
}

export interface BridgeOptions {
  readonly store: Store;
  /** The ids of all adapters in this installation. */
  readonly known: readonly string[];
  readonly loadAdapter: (vendor: string) => Promise<AdapterModule>;
  readonly vault: CredentialVault;
  /** The lines of one account. */
  readonly openHttp: () => VendorHttp;
  readonly patiently: PatientRead;
  readonly newId: () => string;
  /** The shop's day. */
  readonly settings: Pick<StoreSettings, "timeZone" | "dayStart">;
  readonly nowMs: () => number;
  readonly log: Log;
  /** An account is open now, or open again. */
  readonly onConnected: (vendor: string) => void;
}

export interface Bridge extends AsyncDisposable {
  /** Opens every account of the store. One that cannot be opened is shown by test(), and stops nobody. */
  open(): Promise<void>;
  onEvents(events: readonly StoreEvent[]): void;
  vendor(id: string): VendorConnection | undefined;
  /** Vendors with an open account. */
  vendorIds(): readonly string[];
  /** Vendors that could be connected: folder names under adapters/. */
  known(): readonly string[];
  /** `vend` → `lightspeed-x`. */
  canonicalId(vendor: string): string;
  /** Checks credentials and settings by the adapter's schemas, seals the credentials. @throws invalid_input · not_found */
  seal(input: {
    readonly vendor: string;
    readonly credentials: unknown;
    readonly settings: unknown;
  }): Promise<{ readonly id: string; readonly sealedCredentials: string; readonly settings: unknown }>;
  /** Looks at each account live. */
  test(signal: AbortSignal): Promise<readonly IntegrationStatus[]>;
}

export const createBridge = (options: BridgeOptions): Bridge => new Accounts(options);

const CHECK_MS = 15_000;

interface Account {
  readonly connection: VendorConnection;
  readonly http: VendorHttp;
}

class Accounts implements Bridge {
  readonly #options: BridgeOptions;
  readonly #open = new Map<string, Account>();
  /** Why an account could not be opened. */
  readonly #faults = new Map<string, unknown>();
  /** One after the other: of two reconnects the later one stands. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: BridgeOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (const row of this.#options.store.read.integrations()) await this.#connect(row.vendor);
  }

  onEvents(events: readonly StoreEvent[]): void {
    for (const event of events) {
      if (event.type !== "integration.connected") continue;
      this.#turn = this.#turn.then(() => this.#connect(event.vendor));
    }
  }

  vendor(id: string): VendorConnection | undefined {
    return this.#open.get(id)?.connection;
  }

  vendorIds(): readonly string[] {
    return [...this.#open.keys()].sort();
  }

  known(): readonly string[] {
    return this.#options.known;
  }

  canonicalId(vendor: string): string {
    return vendorId(vendor);
  }

  async seal({ vendor, credentials, settings }: Parameters<Bridge["seal"]>[0]): ReturnType<Bridge["seal"]> {
    const module = await this.#options.loadAdapter(vendor);
    const [secret, config] = [
      module.credentials.safeParse(credentials),
      module.config.safeParse(settings ?? {}),
    ];
    const faults = [...faultsOf("credentials", secret), ...faultsOf("settings", config)];
    if (!secret.success || !config.success) throw invalidInput(faults);
    const id = this.#options.newId();
    return { id, sealedCredentials: this.#options.vault.seal(secret.data, id), settings: config.data };
  }

  async test(signal: AbortSignal): Promise<readonly IntegrationStatus[]> {
    await this.#turn;
    const { store, nowMs } = this.#options;
    const depths = new Map(store.read.laneDepths().map((depth) => [depth.lane, depth.oldestMs]));
    const rows = store.read.integrations();
    const tested = await Promise.all(
      rows.map(async (row): Promise<IntegrationStatus> => {
        const oldestMs = depths.get(vendorLane(row.vendor));
        return {
          id: row.id,
          vendor: row.vendor,
          ...(await this.#look(row.vendor, signal)),
          lastSync: store.read.lastSync(row.vendor, "orders")?.syncedAt ?? null,
          lagMs: oldestMs === undefined ? 0 : Math.max(0, nowMs() - oldestMs),
        };
      }),
    );
    for (const { vendor, error, state } of tested) {
      const status = state === "ok" ? "ok" : "failed";
      await store.run("logSync", { vendor, type: "status", status, message: error ?? "the account answers" });
    }
    return tested;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    for (const account of this.#open.values()) await close(account);
    this.#open.clear();
  }

  async #look(vendor: string, signal: AbortSignal): Promise<Pick<IntegrationStatus, "state" | "error">> {
    try {
      const account = this.#open.get(vendor);
      if (!account) throw this.#faults.get(vendor);
      await account.connection.adapter.check(within(CHECK_MS, signal));
      return { state: "ok", error: null };
    } catch (error) {
      return { state: stateOf(error), error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Calls that are out on the old lines come home before these are closed. */
  async #connect(vendor: string): Promise<void> {
    const { store, log, onConnected } = this.#options;
    const row = store.read.integration(vendor);
    if (!row) return;
    const before = this.#open.get(vendor);
    try {
      this.#open.set(vendor, await this.#openAccount(row));
      this.#faults.delete(vendor);
    } catch (error) {
      this.#open.delete(vendor);
      this.#faults.set(vendor, error);
      log.error("a vendor account could not be opened", { vendor, reason: String(error) });
    }
    if (before)
      void close(before).catch((error) => log.warn("a vendor's old lines did not close", { vendor, error }));
    if (this.#open.has(vendor)) onConnected(vendor);
  }

  async #openAccount(row: IntegrationRow): Promise<Account> {
    const { loadAdapter, vault, openHttp, patiently, settings, nowMs, log } = this.#options;
    const { timeZone, dayStart } = settings;
    const module = await loadAdapter(row.vendor);
    const credentials = module.credentials.parse(vault.open(row.sealedCredentials, row.id));
    const config = module.config.parse(row.settings);
    const http = openHttp();
    const context = { integrationId: row.id, config, credentials, http: http.request, nowMs, log };
    const adapter = module.create({ ...context, patiently, timeZone, dayStart });
    const { limits } = module;
    return { http, connection: { vendor: row.vendor, integrationId: row.id, adapter, limits } };
  }
}

async function close({ connection, http }: Account): Promise<void> {
  await http[Symbol.asyncDispose]();
  await connection.adapter[Symbol.asyncDispose]();
}

function stateOf(error: unknown): IntegrationStatus["state"] {
  if (!isGatewayError(error)) return "error";
  if (error.code === "vendor_sign_in") return "sign_in";
  return error.code === "vendor_unavailable" || error.code === "outcome_unknown" ? "unreachable" : "error";
}

const faultsOf = (root: string, parsed: z.ZodSafeParseResult<unknown>): readonly Fault[] =>
  schemaFaults(parsed.error?.issues ?? [], { root, isPrefix: true });
