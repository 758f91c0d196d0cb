/** A look around for devices, and what it found: words of the public API. */

/** What a device is called for good. In a config: `identity = "mac:00:26:ab:12:34:56"`. */
export const IDENTITY =
  /^(mac:([0-9a-f]{2}:){5}[0-9a-f]{2}|usb:[0-9a-f]{4}:[0-9a-f]{4}:\S{1,64}|serial:\S{1,64})$/;

export interface ScanState {
  readonly id: string;
  readonly state: "running" | "done" | "failed";
  readonly sweep: boolean;
  readonly hosts: readonly string[];
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** How many devices there are. */
  readonly found: number;
}

export interface Found {
  /** The same for the same device in every scan. */
  readonly id: string;
  /** For the config. */
  readonly at: string;
  readonly host: string | null;
  /** What stays when the address changes; null: known by its address only. */
  readonly identity: string | null;
  readonly identities: readonly string[];
  readonly via: readonly string[];
  readonly name: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  /** It answered a question on its print port, so it can say what is on paper; null: not asked. */
  readonly answers: boolean | null;
  /** Who keeps its print port to himself. */
  readonly heldBy: string | null;
  /** A driver that could drive it, and its options for this model. */
  readonly driver: string | null;
  readonly options: Readonly<Record<string, unknown>>;
  /** The configured device that it is. */
  readonly adopted: string | null;
}
