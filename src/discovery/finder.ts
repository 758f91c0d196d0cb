/** Scans on demand, one at a time, and what the last one found. Kept in memory: what is on the network tomorrow is asked tomorrow. */
import type { DriverModule } from "../core/driver.ts";
import { GatewayError } from "../core/errors.ts";
import type { Found, ScanState } from "../core/finding-devices.ts";
import type { FoundDevice } from "./merge.ts";
import { type ScanRequest, type Surroundings, scan } from "./scan.ts";
import { suggestDriver } from "./suggest.ts";

/** Past scans that can still be read. */
const KEPT_SCANS = 20;

export interface Finder extends AsyncDisposable {
  /** Begins. @throws wrong_state: one is running */
  start(request: ScanRequest): ScanState;
  scan(id: string): ScanState | undefined;
  /** Resolves when the scan is over or the signal fires. */
  untilOver(id: string, signal: AbortSignal): Promise<void>;
  found(): readonly Found[];
  /** The same look, for one that nobody shall see: where is this device now? Undefined: not found. */
  locate(identity: string, signal: AbortSignal): Promise<Found | undefined>;
}

export interface FinderOptions {
  readonly around: Surroundings;
  readonly drivers: ReadonlyMap<string, DriverModule>;
  /** What is configured: a device that was found may be in use already. */
  readonly devices: () => readonly {
    readonly id: string;
    readonly at: string | null;
    readonly identity: string | null;
  }[];
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** A scan began or ended. */
  readonly changed: (scan: ScanState) => void;
}

interface Running {
  state: ScanState;
  readonly over: Promise<void>;
}

export function createFinder(options: FinderOptions): Finder {
  const { around, newId, nowMs, changed } = options;
  const closing = new AbortController();
  const scans = new Map<string, Running>();
  let last: readonly FoundDevice[] = [];

  const show = (device: FoundDevice): Found => toFound(device, options);
  const become = (id: string, state: ScanState, over: Promise<void>): void => {
    scans.set(id, { state, over });
    changed(state);
  };
  const run = async (begun: ScanState, request: ScanRequest): Promise<ScanState> => {
    try {
      last = await scan(around, request, closing.signal);
      return { ...begun, state: "done", endedAtMs: nowMs(), found: last.length };
    } catch (error) {
      around.log.error("the scan failed", { scan: begun.id, error });
      return { ...begun, state: "failed", endedAtMs: nowMs() };
    }
  };
  return {
    start(request) {
      const running = [...scans.values()].find(({ state }) => state.state === "running");
      if (running)
        throw new GatewayError("wrong_state", `scan ${running.state.id} is running: wait for its end`);
      const begun: ScanState = {
        ...{ id: newId(), state: "running", sweep: request.sweep, hosts: request.hosts },
        ...{ startedAtMs: nowMs(), endedAtMs: null, found: 0 },
      };
      const over: Promise<void> = run(begun, request).then((ended) => become(begun.id, ended, over));
      become(begun.id, begun, over);
      for (const id of [...scans.keys()].slice(0, -KEPT_SCANS)) scans.delete(id);
      return begun;
    },
    scan: (id) => scans.get(id)?.state,
    async untilOver(id, signal) {
      const fired = new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      if (!signal.aborted) await Promise.race([scans.get(id)?.over, fired]);
    },
    found: () => last.map(show),
    async locate(identity, signal) {
      const ends = AbortSignal.any([signal, closing.signal]);
      const all = await scan(around, { sweep: false, hosts: [] }, ends);
      const device = all.find(({ identities }) => identities.includes(identity));
      return device && show(device);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all([...scans.values()].map(({ over }) => over));
    },
  };
}

function toFound(device: FoundDevice, { drivers, devices }: FinderOptions): Found {
  const { services: _, usb: __, ...shown } = device;
  const adopted = devices().find(
    ({ at, identity }) => at === device.at || (identity !== null && device.identities.includes(identity)),
  );
  return { ...shown, ...suggestDriver(device, drivers), adopted: adopted?.id ?? null };
}
