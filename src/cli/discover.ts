/** `tillgate discover`: what is plugged in or on the network, as a table. Needs no running gateway, and no config. */
import type { Command } from "commander";
import type { GatewayConfig } from "../config/schema.ts";
import type { Found } from "../core/finding-devices.ts";
import type { Parts } from "./parts.ts";

interface DiscoverFlags {
  readonly sweep?: boolean;
  readonly host?: readonly string[];
  readonly json?: boolean;
}

export function addDiscoverCommand(
  program: Command,
  parts: Parts,
  config: () => Promise<GatewayConfig>,
  signal: AbortSignal,
): void {
  program
    .command("discover")
    .description("look around for printers and serial ports; writes nothing to serial ports")
    .option("--sweep", "knock at port 9100 of all 253 neighbours, too: ask the network's owner first")
    .option("--host <address...>", "ask these, too: printers in another network")
    .option("--json", "for programs")
    .action(async ({ sweep = false, host = [], json = false }: DiscoverFlags) => {
      // At an installation there is no config yet.
      const devices = await config().then(
        (file) => file.devices,
        () => [],
      );
      const found = await parts.discover({ sweep, hosts: host }, devices, signal);
      parts.out(json ? JSON.stringify(found, null, 2) : tableOf(found));
    });
}

const COLUMNS = ["ADDRESS", "MODEL", "IDENTITY", "SEEN BY", "DRIVER", "NOTE"] as const;

function tableOf(found: readonly Found[]): string {
  if (found.length === 0) return "nothing was found; --sweep knocks at every neighbour, --host asks one";
  const rows = [COLUMNS, ...found.map(rowOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function rowOf(found: Found): readonly string[] {
  const { at, identity, via, driver, options } = found;
  const profile = typeof options["profile"] === "string" ? ` (${options["profile"]})` : "";
  return [
    at,
    modelOf(found),
    identity ?? "-",
    via.join(","),
    driver === null ? "-" : `${driver}${profile}`,
    noteOf(found),
  ];
}

function modelOf({ maker, model, name }: Found): string {
  if (model === null) return name ?? "-";
  // Many a model begins with its maker's name.
  return maker === null || model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}

function noteOf({ adopted, heldBy, answers }: Found): string {
  const notes = [
    adopted === null ? "" : `is ${adopted}`,
    heldBy === null ? "" : `held by ${heldBy}`,
    answers === false ? "says nothing on its port" : "",
  ];
  return notes.filter(Boolean).join(", ");
}
