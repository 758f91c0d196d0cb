/** Makes the configured devices and keeps their drivers running. A driver that throws is started again; it never takes the process down. */
import type { DeviceKind, Driver, DriverContext, DriverModule, Need, Readiness } from "../core/driver.ts";
import { GatewayError } from "../core/errors.ts";
import { invalidInput } from "../core/faults.ts";
import type { Log } from "../core/log.ts";
import type { Transport } from "../core/transport.ts";
import { schemaFaults } from "../core/zod-faults.ts";
import { pause } from "../lib/wait.ts";
import { type Board, createBoard } from "./board.ts";

export interface DeviceConfig {
  readonly id: string;
  readonly driver: string;
  /** Absent: a device without a line of its own, such as a drawer on a printer's port. */
  readonly at?: string | undefined;
  /** Checked by the driver's own schema. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** A device as it stands. */
export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly driver: string;
  readonly at: string | null;
  /** The model facts it works with, where its driver has such. */
  readonly profile: string | null;
  readonly readiness: Readiness;
}

export interface Devices extends AsyncDisposable {
  /** As start() would, with every fault. @throws invalid_input */
  check(config: DeviceConfig): void;
  /** The devices it hangs on, there or not. @throws invalid_input, as check() */
  needs(config: DeviceConfig): readonly Need[];
  /** @throws invalid_input */
  start(config: DeviceConfig): void;
  /** Closes its line and forgets it; what is running there ends in doubt. Nothing happens for an unknown id. */
  stop(id: string): Promise<void>;
  /** @throws unknown_device */
  driver(id: string): Driver;
  list(): readonly Device[];
  onReadiness(listener: (id: string, readiness: Readiness) => void): () => void;
}

export interface SupervisorOptions {
  readonly drivers: ReadonlyMap<string, DriverModule>;
  readonly createTransport: (at: string, log: Log) => Transport;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** First pause after a driver failed; doubles up to a minute. 1 s: a fault that is always there must not fill the log. */
  readonly restartPauseMs: number;
}

const LONGEST_PAUSE_MS = 60_000;

interface Running {
  readonly config: DeviceConfig;
  readonly module: DriverModule;
  readonly driver: Driver;
  readonly profile: string | null;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function createDevices(options: SupervisorOptions): Devices {
  const running = new Map<string, Running>();
  const board = createBoard(options.nowMs);

  const driver = (id: string): Driver => {
    const found = running.get(id);
    if (!found)
      throw new GatewayError("unknown_device", `there is no device ${id}`, { facts: { device: id } });
    return found.driver;
  };
  const stop = async (id: string): Promise<void> => {
    const device = running.get(id);
    if (!device) return;
    running.delete(id);
    board.remove(id);
    device.stop.abort();
    await device.ended;
    await device.driver[Symbol.asyncDispose]();
  };
  return {
    check: (config) => void checked(options, config),
    needs(config) {
      const { module, parsed } = checked(options, config);
      return module.needs?.(parsed) ?? [];
    },
    start(config) {
      if (running.has(config.id))
        throw new GatewayError("invalid_input", `the device ${config.id} runs already`);
      const { module, parsed, transport } = checked(options, config);
      const made = module.create(toContext(options, board, driver, { config, parsed, transport }));
      const controller = new AbortController();
      const ended = keepRunning(options, board, config.id, made, controller.signal);
      running.set(config.id, {
        config,
        module,
        driver: made,
        profile: profileOf(parsed),
        stop: controller,
        ended,
      });
      board.put(config.id, made);
    },
    stop,
    driver,
    list: () => [...running.values()].map((device) => toDevice(device, board)),
    onReadiness: (listener) => board.onChange(listener),
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

interface Checked {
  readonly module: DriverModule;
  readonly parsed: unknown;
  readonly transport: Transport | undefined;
}

/** @throws invalid_input, with every fault */
function checked({ drivers, createTransport, log }: SupervisorOptions, config: DeviceConfig): Checked {
  const module = drivers.get(config.driver);
  if (!module) {
    const message = `there is no driver ${config.driver}; there are ${[...drivers.keys()].join(", ")}`;
    throw invalidInput([{ path: "driver", message }]);
  }
  const parsed = module.config.safeParse(config.options ?? {});
  if (!parsed.success)
    throw invalidInput(schemaFaults(parsed.error.issues, { root: "options", isPrefix: true }));
  return {
    module,
    parsed: parsed.data,
    transport: config.at === undefined ? undefined : createTransport(config.at, log),
  };
}

function toContext(
  { nowMs, monotonicMs, log }: SupervisorOptions,
  board: Board,
  device: (id: string) => Driver,
  { config, parsed, transport }: { config: DeviceConfig; parsed: unknown; transport: Transport | undefined },
): DriverContext<unknown> {
  return {
    deviceId: config.id,
    config: parsed,
    get transport() {
      if (transport) return transport;
      throw new GatewayError("invalid_input", `device ${config.id} needs an address: at = "tcp://host:port"`);
    },
    ...{ nowMs, monotonicMs, log, device },
    readinessChanged: board.look,
  };
}

/** Never rejects. */
async function keepRunning(
  { log, restartPauseMs, monotonicMs }: SupervisorOptions,
  board: Board,
  id: string,
  driver: Driver,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const startedAtMs = monotonicMs();
    try {
      board.recovered(id);
      await driver.run(signal);
      if (signal.aborted) return;
      throw new GatewayError("internal", "the driver stopped by itself");
    } catch (error) {
      log.error("device driver failed", { device: id, error });
      board.failed(id, "its driver failed and will be started again");
      // A fault after a long good run is a new one.
      failures = monotonicMs() - startedAtMs > LONGEST_PAUSE_MS ? 0 : failures + 1;
      await pause(Math.min(LONGEST_PAUSE_MS, restartPauseMs * 2 ** (failures - 1)), signal);
    }
  }
}

function profileOf(parsed: unknown): string | null {
  const profile = (parsed as { readonly profile?: unknown } | null)?.profile;
  return typeof profile === "string" ? profile : null;
}

function toDevice({ config, module, driver, profile }: Running, board: Board): Device {
  return {
    ...{ id: config.id, kind: module.kind, driver: config.driver, at: config.at ?? null, profile },
    readiness: board.readiness(config.id) ?? driver.readiness(),
  };
}
