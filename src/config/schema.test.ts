import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { describeFault, parseConfig } from "./file.ts";
import { configJsonSchema } from "./schema.ts";

const EXAMPLE = new URL("../../systemd/gateway.example.toml", import.meta.url);

function configOf(text: string) {
  const parsed = parseConfig(text, "gateway.example.toml");
  if (parsed.type === "valid") return parsed.config;
  throw new Error(parsed.faults.map(describeFault).join("\n"));
}
/** Every setting switched on: "# port = 8080" → "port = 8080". */
const allSettings = (text: string): string => text.replace(/^# (\[|[A-Za-z]+ = )/gm, "$1");

describe("the example file", () => {
  it("is a valid file as it stands", async () => {
    expect(configOf(await readFile(EXAMPLE, "utf8")).store.id).toBe("corner");
  });

  it("shows each default as it is", async () => {
    const text = await readFile(EXAMPLE, "utf8");
    const [asItStands, allOn] = [configOf(text), configOf(allSettings(text))];
    const { taxId, receiptFooter, ...store } = allOn.store;
    const { publicUrl, ...http } = allOn.http;
    expect([taxId, receiptFooter]).toEqual(["DE123456789", "Thank you, see you soon"]);
    expect(publicUrl).toBe("https://receipts.cafe.example");
    expect({ ...allOn, store, http, devices: [] }).toEqual(asItStands);
    expect(allOn.devices).toMatchObject([{ id: "front", options: { columns: 42 } }]);
  });

  it("names every setting there is", async () => {
    const shown = new Set(
      [...allSettings(await readFile(EXAMPLE, "utf8")).matchAll(/^([A-Za-z]+) = /gm)].map(([, key]) => key),
    );
    const missing = settings().filter(({ key }) => !shown.has(key) && key !== "options");
    expect(missing).toEqual([]);
  });
});

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly type?: string;
  readonly description?: string;
}
/** All settings of the schema that hold a value, with their descriptions. */
function settings(node: Node = configJsonSchema()): { key: string; description: string | undefined }[] {
  return Object.entries((node.items ?? node).properties ?? {}).flatMap(([key, child]) =>
    (child.items ?? child).properties === undefined
      ? [{ key, description: child.description }]
      : settings(child),
  );
}

describe("the schema for editors", () => {
  it("explains every setting: its default, or why there is none", () => {
    const required = new Set(["version", "id", "name", "driver", "timeZone", "currency"]);
    expect(settings().length).toBeGreaterThan(25);
    for (const { key, description } of settings()) {
      expect(description, key).toMatch(required.has(key) ? /\.$/ : /Default/);
    }
  });
});
