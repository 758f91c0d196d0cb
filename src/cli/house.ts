/** The house as the shell's commands see it. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import type { GatewayConfig } from "../config/schema.ts";
import { isGatewayError } from "../core/errors.ts";
import type { StoreSettings } from "../core/orders/order.ts";
import { loadDrivers } from "../devices/load.ts";
import { createDevices } from "../devices/supervisor.ts";
import { createFinder } from "../discovery/finder.ts";
import { hashOfSecret, newSecret } from "../lib/secret.ts";
import { aborted, pause } from "../lib/wait.ts";
import { type Gateway, startGateway } from "../main.ts";
import { openLog } from "../ops/log.ts";
import { restoreDatabase } from "../store/mend/restore.ts";
import { copyDatabase, openOneOff } from "../store/one-off.ts";
import { createTransport } from "../transports/open.ts";
import { surroundings } from "../wiring/discovery.ts";
import { answerMeanwhile, isDiskTrouble } from "../wiring/disk-trouble.ts";
import { version } from "../wiring/program.ts";
import type { DeviceFault, House, TokenKeeper } from "./parts.ts";

const ASKED = { key: null, actor: "tillgate token", till: null } as const;

/** As systemd would: a disk that fails on and on must not fill the log. */
const OPEN_ANEW_AFTER_MS = 1_000;

export const databaseOf = (config: GatewayConfig): string => join(config.data.folder, "tillgate.db");

/** `nextThread`: the writing thread of each start. */
export const createHouse = (nextThread: () => Worker): House => ({
  async run(config, signal) {
    while (!signal.aborted) {
      try {
        await using gateway = await startGateway(config, signal, nextThread);
        if (gateway) await untilItMustOpenAnew(gateway, signal);
      } catch (error) {
        if (!isDiskTrouble(error)) throw error;
        openLog(config.log.level).error("the disk failed while the gateway started", {
          reason: String(error),
        });
        await answerMeanwhile(error, { http: config.http, version }, signal);
      }
    }
  },
  checkDevices,
  async discover(request, devices, signal) {
    await using finder = createFinder({
      ...{
        around: surroundings(openLog("warn")),
        drivers: await loadDrivers(),
        newId: randomUUID,
        nowMs: Date.now,
      },
      devices: () => devices.map(({ id, at = null, identity = null }) => ({ id, at, identity })),
      changed: () => undefined,
    });
    await finder.untilOver(finder.start(request).id, signal);
    return finder.found();
  },
  openTokens: async (config) => openTokens(databaseOf(config), config.store),
  backup: (config, file) => copyDatabase(databaseOf(config), file),
  async restore(config, file) {
    restoreDatabase(databaseOf(config), file, Date.now());
  },
});

/** A disk that cannot be read is no fault of ours: the next start says so on /readyz, and waits for a better one. */
async function untilItMustOpenAnew({ failed, replaced }: Gateway, signal: AbortSignal): Promise<void> {
  try {
    await Promise.race([aborted(signal), failed, replaced]);
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
    await pause(OPEN_ANEW_AFTER_MS, signal);
  }
}

/** All of start but open. */
async function checkDevices(config: GatewayConfig): Promise<readonly DeviceFault[]> {
  await using devices = createDevices({
    drivers: await loadDrivers(),
    createTransport,
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    log: openLog("error"),
    restartPauseMs: 1_000,
  });
  return config.devices.flatMap((device, index) => {
    try {
      devices.check(device);
      return [];
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      return [{ path: ["devices", index], message: error.message }];
    }
  });
}

function openTokens(path: string, settings: StoreSettings): TokenKeeper {
  const store = openOneOff(path, settings);
  return {
    async create(draft) {
      const secret = newSecret();
      const { id } = store.run("createToken", {
        ...ASKED,
        name: draft.name,
        scopes: draft.scopes,
        boundTill: draft.till,
        hash: hashOfSecret(secret),
      });
      return { id, secret };
    },
    list: () =>
      store.read.tokens().map(({ id, name, scopes, till, createdMs, revokedMs }) => ({
        ...{ id, name, scopes, till },
        createdAt: new Date(createdMs).toISOString(),
        revokedAt: revokedMs === null ? null : new Date(revokedMs).toISOString(),
      })),
    async revoke(id) {
      store.run("revokeToken", { id, actor: ASKED.actor });
    },
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
    },
  };
}
