/** Which network card answered under an address: the system's own table, of those we spoke with just now. */
import { readFile } from "node:fs/promises";
import { macIdentityOfText } from "./identity.ts";

/** Lines of /proc/net/arp: address, hardware type, flags, hardware address, mask, device. Address → "mac:…". */
export function readArpTable(text: string): ReadonlyMap<string, string> {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.flatMap(([host, , , mac]) => {
      const identity = macIdentityOfText(mac ?? "");
      return host === undefined || identity === null ? [] : [[host, identity] as const];
    }),
  );
}

export const loadArpTable = async (): Promise<ReadonlyMap<string, string>> =>
  readArpTable(await readFile("/proc/net/arp", "utf8").catch(() => ""));
