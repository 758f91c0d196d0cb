import type { GatewayConfig } from "../config/schema.ts";
import type { Found } from "../core/finding-devices.ts";

/** A fault that only a driver can see, at a setting of the config. */
export interface DeviceFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface TokenDraft {
  readonly name: string;
  readonly scopes: readonly string[];
  /** The till that a `till` token speaks for. */
  readonly till: string | null;
}

export interface TokenRecord extends TokenDraft {
  readonly id: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** The tokens of this machine's database. */
export interface TokenKeeper extends AsyncDisposable {
  /** The secret exists here and now only; the database keeps its hash. */
  create(draft: TokenDraft): Promise<{ readonly id: string; readonly secret: string }>;
  list(): readonly TokenRecord[];
  /** @throws not_found */
  revoke(id: string): Promise<void>;
}

/** What the commands need of the rest of the house. */
export interface House {
  /** Returns when the gateway has closed in good order. */
  readonly run: (config: GatewayConfig, signal: AbortSignal) => Promise<void>;
  /** All of start but open: do the drivers exist, do they take their options? */
  readonly checkDevices: (config: GatewayConfig) => Promise<readonly DeviceFault[]>;
  /** Looks around from this machine. `devices`: those of the config, which may be among what is found. */
  readonly discover: (
    request: { readonly sweep: boolean; readonly hosts: readonly string[] },
    devices: GatewayConfig["devices"],
    signal: AbortSignal,
  ) => Promise<readonly Found[]>;
  readonly openTokens: (config: GatewayConfig) => Promise<TokenKeeper>;
  /** A consistent copy of the database, also while the gateway runs. */
  readonly backup: (config: GatewayConfig, file: string) => Promise<void>;
  /** Puts a copy in place of the database; the receipt series changes. @throws wrong_state: the gateway runs */
  readonly restore: (config: GatewayConfig, file: string) => Promise<void>;
}

/** The house and the surroundings of this process; cli.ts fills it, tests fill it with their own. */
export interface Parts extends House {
  readonly environment: NodeJS.ProcessEnv;
  readonly nowMs: () => number;
  /** Standard output and standard error; one call may hold several lines. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStandardInput: () => Promise<string>;
}
