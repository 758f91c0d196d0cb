/** Finds a vendor's adapter by its folder's name. No list of vendors exists: a folder less is a vendor less. */
import { readdir } from "node:fs/promises";
import type { AdapterModule } from "../core/adapter.ts";
import { GatewayError } from "../core/errors.ts";

/** The folder's name, the config's word and the API's id are one: nothing else gets into an import path. */
const VENDOR_ID = /^[a-z][a-z0-9-]{0,39}$/;

/** Names a vendor was known by; Vend became Lightspeed Retail (X-Series). */
const ALIASES: Readonly<Record<string, string>> = { vend: "lightspeed-x" };

/** Beside `src`, in the sources as in the build. */
const ADAPTERS = new URL("../../adapters/", import.meta.url);
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The id under which a vendor is kept, whatever name it was given. */
export const vendorId = (name: string): string => ALIASES[name] ?? name;

/** The adapter of a vendor or of one of its aliases. @throws not_found: there is no such folder. */
export async function loadAdapter(name: string): Promise<AdapterModule> {
  const id = vendorId(name);
  if (!VENDOR_ID.test(id) || !(await listVendors()).includes(id)) {
    throw new GatewayError("not_found", `there is no adapter for the vendor "${name.slice(0, 40)}"`);
  }
  const loaded: { readonly default?: unknown } = await import(
    new URL(`${id}/index.${EXTENSION}`, ADAPTERS).href
  );
  if (!isAdapterModule(loaded.default) || loaded.default.id !== id) {
    throw new Error(`adapters/${id}/index exports no adapter with the id ${id}`);
  }
  return loaded.default;
}

/** The ids of all adapters in this installation, sorted. */
export async function listVendors(): Promise<readonly string[]> {
  const entries = await readdir(ADAPTERS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && VENDOR_ID.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** defineAdapter typed it when it was written; this only tells a folder that is no adapter. */
function isAdapterModule(value: unknown): value is AdapterModule {
  return (
    typeof value === "object" && value !== null && "id" in value && "create" in value && "limits" in value
  );
}
