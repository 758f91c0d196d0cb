/** Devices as the API sees them: the installer's file and what was added through the API, merged. The file wins. */
import { z } from "zod";
import type { DeviceConfigInput, DevicesPort } from "../api/ports.ts";
import { isPrinter, type PrinterDriver } from "../core/driver.ts";
import { GatewayError, isGatewayError } from "../core/errors.ts";
import { refuse } from "../core/faults.ts";
import type { Log } from "../core/log.ts";
import { deviceId } from "../core/orders/order.ts";
import type { DeviceStatus } from "../core/status.ts";
import type { Devices } from "../devices/supervisor.ts";
import type { Reader } from "../store/reader.ts";

/** A row of the device table; one that no longer parses is told and left alone. */
const stored = z.strictObject({
  id: deviceId,
  driver: z.string(),
  at: z.string().optional(),
  name: z.string().optional(),
  identity: z.string().optional(),
  options: z.record(z.string(), z.unknown()).optional(),
});

export interface DevicePortOptions {
  readonly devices: Devices;
  readonly inFile: readonly DeviceConfigInput[];
  readonly read: Reader;
  readonly log: Log;
}

export interface DevicePorts extends DevicesPort {
  /** Starts every configured device. */
  startAll(): void;
  one(id: string): DeviceStatus | undefined;
  /** As it is configured, file or API. */
  config(id: string): DeviceConfigInput | undefined;
  /** Shown with the device; null: no longer. */
  warn(id: string, warning: string | null): void;
}

export function createDevicePorts(options: DevicePortOptions): DevicePorts {
  const { devices, inFile } = options;
  // Asked for each print job that is shown; what changes the table calls reload().
  let known: ReadonlyMap<string, Configured> | undefined;
  const warnings = new Map<string, string | null>();
  const configs = (): ReadonlyMap<string, Configured> => {
    known ??= merged(options);
    return known;
  };
  const list = (): readonly DeviceStatus[] => {
    const all = configs();
    return devices.list().map((device) => {
      const configured = all.get(device.id);
      return {
        ...device,
        name: configured?.config.name ?? device.id,
        identity: configured?.config.identity ?? null,
        source: configured?.source ?? "file",
        warning: warnings.get(device.id) ?? configured?.warning ?? null,
      };
    });
  };
  const start = (config: DeviceConfigInput): void => {
    try {
      devices.start(config);
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      options.log.error("device not started", { device: config.id, reason: error.message });
    }
  };
  return {
    list,
    one: (id) => list().find((device) => device.id === id),
    config: (id) => configs().get(id)?.config,
    warn: (id, warning) => void warnings.set(id, warning),
    startAll() {
      for (const { config } of orderedByNeed([...configs().values()])) start(config);
    },
    has: (id, kind) => devices.list().some((device) => device.id === id && device.kind === kind),
    encode: (printer, document) => printerOf(devices, printer).encode(document),
    interpret: (printer, bytes) => printerOf(devices, printer).interpret(bytes),
    columns: (printer) => printerOf(devices, printer).columns,
    widthDots: (printer) => printerOf(devices, printer).widthDots,
    check(config) {
      const there = list();
      const faults = devices.needs(config).flatMap(({ option, id, kind }) => {
        if (there.some((device) => device.id === id && device.kind === kind)) return [];
        return [{ path: `options.${option}`, message: `there is no ${kind} ${id}` }];
      });
      refuse(faults);
    },
    async reload(id) {
      known = undefined;
      if (inFile.some((device) => device.id === id)) return;
      await devices.stop(id);
      const configured = configs().get(id);
      if (configured) start(configured.config);
    },
  };
}

interface Configured {
  readonly config: DeviceConfigInput;
  readonly source: "file" | "api";
  readonly warning: string | null;
}

function merged({ inFile, read, log }: DevicePortOptions): ReadonlyMap<string, Configured> {
  const all = new Map<string, Configured>();
  for (const row of read.deviceConfigs()) {
    const parsed = stored.safeParse(row.config);
    if (parsed.success) all.set(row.id, { config: parsed.data, source: "api", warning: null });
    else log.warn("stored device not understood", { device: row.id });
  }
  for (const config of inFile) {
    const shadowed = all.has(config.id);
    const warning = shadowed ? "the config file has this device too: the file wins" : null;
    all.set(config.id, { config, source: "file", warning });
  }
  return all;
}

/** What hangs on another device comes after it: only such a device has no line of its own. */
const orderedByNeed = (configured: readonly Configured[]): readonly Configured[] =>
  [...configured].sort((a, b) => Number(a.config.at === undefined) - Number(b.config.at === undefined));

function printerOf(devices: Devices, id: string): PrinterDriver {
  const driver = devices.driver(id);
  if (!isPrinter(driver)) throw new GatewayError("unknown_device", `${id} is no printer`);
  return driver;
}
