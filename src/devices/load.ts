/** Drivers are folders: drivers/<id>/index. No list to keep; a driver is removed by deleting its folder. */
import { readdir } from "node:fs/promises";
import { z } from "zod";
import type { DriverModule } from "../core/driver.ts";
import { GatewayError } from "../core/errors.ts";

/** Checked before it becomes part of a path. */
const DRIVER_ID = /^[a-z][a-z0-9-]{0,39}$/;
const ROOT = new URL("../../drivers/", import.meta.url);
/** The same source runs as .ts in development and as .js from the build. */
const INDEX = import.meta.url.endsWith(".ts") ? "index.ts" : "index.js";

const driverModule = z.object({
  id: z.string(),
  kind: z.enum(["printer", "drawer", "terminal", "scanner", "scale", "display"]),
  config: z.instanceof(z.ZodType),
  create: z.function(),
});

/** The folders that can be loaded, in alphabetical order. */
export async function listDrivers(root: URL = ROOT): Promise<readonly string[]> {
  const folders = await readdir(root, { withFileTypes: true });
  return folders
    .filter((folder) => folder.isDirectory() && DRIVER_ID.test(folder.name))
    .map((folder) => folder.name)
    .sort();
}

/** @throws invalid_input: no such driver, or its index does not export one */
export async function loadDriver(id: string, root: URL = ROOT): Promise<DriverModule> {
  if (!DRIVER_ID.test(id))
    throw new GatewayError("invalid_input", `${JSON.stringify(id)} is no name of a driver`);
  const known = await listDrivers(root);
  if (!known.includes(id)) {
    throw new GatewayError("invalid_input", `there is no driver ${id}; there are ${known.join(", ")}`);
  }
  const loaded: unknown = await import(new URL(`${id}/${INDEX}`, root).href);
  const module = (loaded as { readonly default?: unknown }).default;
  const form = driverModule.safeParse(module);
  if (!form.success || form.data.id !== id) {
    throw new GatewayError("invalid_input", `drivers/${id}/index does not export the driver ${id}`);
  }
  return module as DriverModule;
}

/** All of them, for checks that may not wait. */
export async function loadDrivers(root: URL = ROOT): Promise<ReadonlyMap<string, DriverModule>> {
  const drivers = new Map<string, DriverModule>();
  for (const id of await listDrivers(root)) drivers.set(id, await loadDriver(id, root));
  return drivers;
}
