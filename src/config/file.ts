/** gateway.toml: one file, written by the installer, read once at start. All faults are told at once. */
import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { GatewayError } from "../core/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { type LineMap, lineOf, mapLines, type SettingPath } from "./locate.ts";
import { configJsonSchema, configSchema, type GatewayConfig } from "./schema.ts";

const DEFAULT_CONFIG_FILE = "/etc/tillgate/gateway.toml";

/** What is wrong, and where an editor should open. */
export interface ConfigFault {
  readonly file: string;
  readonly line: number;
  /** "devices[1].driver"; empty for the file itself. */
  readonly key: string;
  readonly message: string;
}

export type ParsedConfig =
  | { readonly type: "valid"; readonly config: GatewayConfig; readonly lineOf: (path: SettingPath) => number }
  | { readonly type: "faulty"; readonly faults: readonly ConfigFault[] };

/** The one setting that no file can hold: where the file is. */
export const configFileFrom = (environment: NodeJS.ProcessEnv): string =>
  environment["TILLGATE_CONFIG"] ?? DEFAULT_CONFIG_FILE;

/** Checks a text; `file` is only named in faults. A text that is no TOML has one fault: nothing after it can be trusted. */
export function parseConfig(text: string, file: string): ParsedConfig {
  const table = readToml(text, file);
  if (table.type === "faulty") return table;
  const lines = mapLines(text);
  const result = configSchema.safeParse(table.value);
  if (result.success) return { type: "valid", config: result.data, lineOf: (path) => lineOf(lines, path) };
  const faults = result.error.issues
    .flatMap((issue) => faultsOf(issue, table.value))
    .map(({ path, message }) => settingFault(file, lines, path, message));
  return { type: "faulty", faults: faults.sort((a, b) => a.line - b.line) };
}

/** Reads and checks the file. @throws invalid_input: `facts.faults` says what is wrong in it, or that it cannot be read */
export async function loadConfig(file: string): Promise<GatewayConfig> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const faults: readonly ConfigFault[] = [{ file, line: 1, key: "", message: "cannot be read" }];
    throw new GatewayError("invalid_input", `${file} cannot be read`, { cause: error, facts: { faults } });
  });
  const parsed = parseConfig(text, file);
  if (parsed.type === "valid") return parsed.config;
  throw new GatewayError("invalid_input", parsed.faults.map(describeFault).join("\n"), {
    facts: { faults: parsed.faults },
  });
}

/** "/etc/tillgate/gateway.toml:12: http.prot: unknown key; did you mean port?" */
export const describeFault = (fault: ConfigFault): string =>
  `${fault.file}:${fault.line}: ${fault.key === "" ? "" : `${fault.key}: `}${fault.message}`;

/** A fault at a setting: for checks that only others can make, such as a driver's own options. */
export const settingFault = (
  file: string,
  lines: LineMap,
  path: SettingPath,
  message: string,
): ConfigFault => ({
  file,
  line: lineOf(lines, path),
  key: keyText(path),
  message,
});

const keyText = (path: SettingPath): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");

type Table =
  | { readonly type: "read"; readonly value: unknown }
  | { readonly type: "faulty"; readonly faults: readonly ConfigFault[] };

function readToml(text: string, file: string): Table {
  try {
    return { type: "read", value: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split("\n")[0] ?? "no valid TOML";
    return { type: "faulty", faults: [{ file, line: error.line, key: "", message: lowerFirst(message) }] };
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

interface Finding {
  readonly path: SettingPath;
  readonly message: string;
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, knownKeys(path)) }));
  }
  if (valueAt(value, path) === undefined) return [{ path, message: "is missing" }];
  return [{ path, message: lowerFirst(issue.message) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined
    ? `unknown key; known here: ${known.join(", ")}`
    : `unknown key; did you mean ${meant}?`;
}

const valueAt = (value: unknown, path: SettingPath): unknown =>
  path.reduce<unknown>((at, part) => (isTable(at) ? at[part] : undefined), value);
const isTable = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === "object" && value !== null;

/** The settings that may stand at a path, read from the schema itself. */
function knownKeys(path: SettingPath): readonly string[] {
  const node = path.reduce<unknown>(
    (at, part) => valueAt(at, typeof part === "number" ? ["items"] : ["properties", part]),
    configJsonSchema(),
  );
  const properties = valueAt(node, ["properties"]);
  return isTable(properties) ? Object.keys(properties) : [];
}
