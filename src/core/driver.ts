import type { z } from "zod";
import type { Log } from "./log.ts";
import type { Degradation, Paper, PrintDocument } from "./receipt.ts";
import type { Transport } from "./transport.ts";

export type DeviceKind = "printer" | "drawer" | "terminal" | "scanner" | "scale" | "display";

/** Why a person must go to the device. Words of the public API. */
export type NeedsPerson = "paper_out" | "cover_open" | "cutter_error" | "error" | "held_by_another";

/** May it work now. `sinceMs` wall clock. */
export type Readiness =
  | { readonly state: "ready"; readonly sinceMs: number; readonly warnings: readonly "paper_near_end"[] }
  | { readonly state: "offline"; readonly sinceMs: number; readonly reason: string }
  | { readonly state: "needs_person"; readonly sinceMs: number; readonly reason: NeedsPerson };

/** What every device driver is. Made by a DriverModule, run by devices/supervisor.ts. */
export interface Driver extends AsyncDisposable {
  readonly kind: DeviceKind;
  /** Opens the line, keeps it, reads it; returns when the signal fires. A device that is away is no error here. */
  run(signal: AbortSignal): Promise<void>;
  readiness(): Readiness;
}

/** printer: the printer said it is on paper. transport: a printer without back channel took all bytes. none: it cannot say and we could not tell. */
export type Proof = "printer" | "transport" | "none";

export interface PrinterDriver extends Driver {
  readonly kind: "printer";
  /** Characters of font A in a line, and dots of the head: what templates and previews ask. */
  readonly columns: number;
  readonly widthDots: number;
  /**
   * Resolves when the printer says it is done, or, where it cannot say, when it took the bytes. Sends at most once.
   * @throws device_offline · device_needs_person · device_busy: nothing was sent
   * @throws outcome_unknown: the line or the printer failed after the first byte, or the usual confirmation stayed away
   */
  print(document: PrintDocument, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
  /**
   * The very bytes that print() sends: pure, the same for the same document and the fonts of the machine, which draw what the
   * printer cannot write. The first such document takes a third of a second, while the fonts are loaded.
   */
  encode(document: PrintDocument): { readonly bytes: Uint8Array; readonly degraded: readonly Degradation[] };
  /** What such bytes put on paper. */
  interpret(bytes: Uint8Array): Paper;
  /** Pulse on the drawer port. Same errors as print(). */
  kickDrawer?(pin: 2 | 5, pulseMs: number, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
}

export interface DrawerDriver extends Driver {
  readonly kind: "drawer";
  open(signal: AbortSignal): Promise<{ readonly proof: Proof }>;
}

/** All that a driver gets from the house. No clock, socket or log of its own. */
export interface DriverContext<C> {
  readonly deviceId: string;
  readonly config: C;
  /** @throws when the device has no `at` in the config */
  readonly transport: Transport;
  readonly nowMs: () => number;
  /** Monotonic ms, for timing. */
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** Call it when readiness() changed. */
  readonly readinessChanged: () => void;
  /** Another configured device: a cash drawer hangs on a printer. */
  readonly device: (id: string) => Driver;
}

/** A device that another one hangs on, and the option that names it. */
export interface Need {
  readonly option: string;
  readonly id: string;
  readonly kind: DeviceKind;
}

/** Default export of drivers/<id>/index.ts. */
export interface DriverModule<C = unknown, D extends Driver = Driver> {
  /** The folder's name, and the word in the config: driver = "<id>". */
  readonly id: string;
  readonly kind: DeviceKind;
  readonly config: z.ZodType<C>;
  /** How discovery knows such a device. */
  readonly fingerprints?: readonly Fingerprint[];
  /** Options for a device of this maker and model, as discovery read them; what it does not know it leaves out. */
  suggest?(found: {
    readonly maker: string | null;
    readonly model: string | null;
  }): Readonly<Record<string, unknown>>;
  /** Other devices that such a one hangs on. */
  needs?(config: C): readonly Need[];
  /** Makes it without I/O. */
  create(context: DriverContext<C>): D;
}
export type Fingerprint =
  /** Without a product: all of that maker. */
  | { readonly via: "usb"; readonly vendorId: number; readonly productId?: number }
  | { readonly via: "mdns"; readonly service: string }
  /** It answers Epson's or Star's own question. */
  | { readonly via: "enpc" | "sdp" }
  /** It answered on this TCP port. */
  | { readonly via: "port"; readonly port: number };

/** Ties the config type to create(); does nothing at run time. */
export const defineDriver = <C, D extends Driver>(module: DriverModule<C, D>): DriverModule<C, D> => module;

export const isPrinter = (driver: Driver): driver is PrinterDriver => driver.kind === "printer";
export const isDrawer = (driver: Driver): driver is DrawerDriver => driver.kind === "drawer";
