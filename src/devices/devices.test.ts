import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Driver, DriverContext, DriverModule, Readiness } from "../core/driver.ts";
import { aborted } from "../lib/wait.ts";
import { createTransport } from "../transports/open.ts";
import { listDrivers, loadDriver } from "./load.ts";
import { createDevices, type Devices } from "./supervisor.ts";

const open: Devices[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.[Symbol.asyncDispose]();
});

/** A printer-like thing whose life is in the test's hand. */
function toy(
  run: (context: DriverContext<unknown>, signal: AbortSignal) => Promise<void> = (_, signal) =>
    aborted(signal),
) {
  const contexts: DriverContext<unknown>[] = [];
  let readiness: Readiness = { state: "ready", sinceMs: 1, warnings: [] };
  const module: DriverModule = {
    id: "toy",
    kind: "scale",
    config: z.strictObject({
      unit: z.enum(["kg", "lb"]).default("kg"),
      profile: z.string().default("plain"),
    }),
    create(context): Driver {
      contexts.push(context);
      return {
        kind: "scale",
        run: (signal) => run(context, signal),
        readiness: () => readiness,
        async [Symbol.asyncDispose]() {},
      };
    },
  };
  const become = (next: Readiness) => {
    readiness = next;
    contexts.at(-1)?.readinessChanged();
  };
  return { module, contexts, become };
}

function room(module: DriverModule) {
  const devices = createDevices({
    ...{ drivers: new Map([[module.id, module]]), createTransport, restartPauseMs: 1 },
    ...{ nowMs: () => 7, monotonicMs: () => 7 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  open.push(devices);
  const heard: [string, Readiness][] = [];
  devices.onReadiness((id, readiness) => heard.push([id, readiness]));
  return { devices, heard };
}
const SCALE = { id: "counter", driver: "toy", at: "tcp://192.0.2.7:4001" };

describe("the devices of a shop", () => {
  it("are listed with what the config says and what they say themselves", () => {
    const { devices } = room(toy().module);
    devices.start(SCALE);
    expect(devices.list()).toEqual([
      {
        ...{ id: "counter", kind: "scale", driver: "toy", at: "tcp://192.0.2.7:4001", profile: "plain" },
        readiness: { state: "ready", sinceMs: 1, warnings: [] },
      },
    ]);
    expect(devices.driver("counter").kind).toBe("scale");
    expect(() => devices.driver("cellar")).toThrow(expect.objectContaining({ code: "unknown_device" }));
  });
  it("are refused with every fault of their options, before anything starts", () => {
    const { devices } = room(toy().module);
    const bad = { ...SCALE, options: { unit: "stone", colour: "red" } };
    for (const refuse of [devices.check, devices.start]) {
      expect(() => refuse(bad)).toThrow(
        expect.objectContaining({
          code: "invalid_input",
          facts: {
            errors: [
              expect.objectContaining({ path: "options.unit" }),
              { path: "options.colour", message: "unknown field" },
            ],
          },
        }),
      );
    }
    expect(() => devices.check({ ...SCALE, driver: "toi" })).toThrow(
      expect.objectContaining({
        facts: { errors: [{ path: "driver", message: "there is no driver toi; there are toy" }] },
      }),
    );
    expect(() => devices.check({ ...SCALE, at: "usb:/1" })).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
    expect(devices.list()).toEqual([]);
  });
  it("tell each change of their readiness once", () => {
    const { module, become } = toy();
    const { devices, heard } = room(module);
    devices.start(SCALE);
    heard.length = 0;
    const away: Readiness = { state: "offline", sinceMs: 2, reason: "no line" };
    become(away);
    become({ ...away });
    expect(heard).toEqual([["counter", away]]);
  });
  it("come back by themselves when their driver fails, and are offline meanwhile", async () => {
    let runs = 0;
    const { module } = toy(async (_, signal) => {
      runs += 1;
      if (runs === 1) throw new Error("a bug");
      if (runs === 2) return; // stopped by itself: a bug too
      await aborted(signal);
    });
    const { devices, heard } = room(module);
    devices.start(SCALE);
    await expect.poll(() => runs).toBe(3);
    expect(heard.map(([, { state }]) => state)).toEqual(["ready", "offline", "ready", "offline", "ready"]);
    expect(devices.list()[0]?.readiness.state).toBe("ready");
  });
  it("let go of their line when they are stopped, and can be started anew", async () => {
    let ended = 0;
    const { module, contexts } = toy(async (_, signal) => {
      await aborted(signal);
      ended += 1;
    });
    const { devices } = room(module);
    devices.start(SCALE);
    expect(() => devices.start(SCALE)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    await devices.stop("counter");
    await devices.stop("counter");
    expect(ended).toBe(1);
    expect(devices.list()).toEqual([]);
    devices.start({ ...SCALE, options: { unit: "lb" } });
    expect(contexts.map(({ config }) => config)).toMatchObject([{ unit: "kg" }, { unit: "lb" }]);
  });
  it("say that they need an address when they have none", () => {
    const { module, contexts } = toy();
    const { devices } = room(module);
    devices.start({ id: "counter", driver: "toy" });
    expect(() => contexts[0]?.transport).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});

describe("the drivers of the house", () => {
  it("are loaded by their folder's name", async () => {
    expect(await listDrivers()).toContain("escpos");
    expect((await loadDriver("escpos")).kind).toBe("printer");
  });
  it.each(["no-such-driver", "../src/core", "Escpos", ""])("does not load %s", async (id) => {
    await expect(loadDriver(id)).rejects.toMatchObject({ code: "invalid_input" });
  });
  it("does not load a folder that calls itself by another name", async () => {
    const root = await mkdtemp(join(tmpdir(), "drivers-"));
    await mkdir(join(root, "other"));
    await writeFile(
      join(root, "other", "index.ts"),
      "export default { id: 'some', kind: 'scale', create() {} };",
    );
    await expect(loadDriver("other", pathToFileURL(`${root}/`))).rejects.toMatchObject({
      code: "invalid_input",
    });
    await rm(root, { recursive: true });
  });
});
