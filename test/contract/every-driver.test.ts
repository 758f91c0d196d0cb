/** What every driver folder must keep, and for each kind what every device of it must do, against the folder's own simulator. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { DriverModule } from "../../src/core/driver.ts";
import { listDrivers, loadDriver } from "../../src/devices/load.ts";
import type { PrinterContract } from "../help/printer-shop.ts";
import { describeMutePrinter, describePrinter } from "./printer-suite.ts";

const ROOT = new URL("../../drivers/", import.meta.url);
/** Kinds that hang on another device's line need no simulator of their own. */
const WITHOUT_SIM = new Set(["drawer"]);
const HEADINGS = ["Options", "Tested models", "Not supported", "Sources"];

const ids = await listDrivers();
const modules: readonly (readonly [string, DriverModule])[] = await Promise.all(
  ids.map(async (id) => [id, await loadDriver(id)] as const),
);

it("finds the drivers by their folders", () => {
  expect(ids).toEqual(expect.arrayContaining(["escpos", "printer-port"]));
});

describe.each(modules)("driver %s", (id, module) => {
  it("has its folder's name and makes a device of its kind", () => {
    expect(module.id).toBe(id);
    expect(typeof module.create).toBe("function");
  });
  it("takes its defaults, or says which option only the shop can know", () => {
    const parsed = module.config.safeParse({});
    const faults = parsed.success ? [] : parsed.error.issues;
    for (const fault of faults)
      expect(fault).toMatchObject({ code: "invalid_type", message: expect.stringContaining("undefined") });
  });
  it("refuses an option that it does not know", () => {
    const parsed = module.config.safeParse({ surelyNoOption: 1 });
    expect(parsed.error?.issues).toContainEqual(expect.objectContaining({ code: "unrecognized_keys" }));
  });
  it("tells in its README what it was tried with, what it cannot do, and where its facts come from", async () => {
    const readme = await readFile(new URL(`${id}/README.md`, ROOT), "utf8");
    const found = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const lies = WITHOUT_SIM.has(module.kind) ? [] : ["Simulator: where it lies"];
    expect(found).toEqual(expect.arrayContaining([...HEADINGS, ...lies]));
  });
  it("has a simulator, or hangs on a device that has one", () => {
    expect(existsSync(new URL(`${id}/sim.ts`, ROOT)) || WITHOUT_SIM.has(module.kind)).toBe(true);
  });
});

for (const [id, module] of modules.filter(([, { kind }]) => kind === "printer")) {
  const { contract } = (await import(new URL(`${id}/sim.ts`, ROOT).href)) as {
    readonly contract: PrinterContract;
  };
  if (contract.answers === false) describeMutePrinter(id, module, contract);
  else describePrinter(id, module, contract);
}
