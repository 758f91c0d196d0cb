/** The networks that this machine stands in: IPv4, without loopback. */
import { networkInterfaces } from "node:os";

export interface Network {
  /** Ours, as "192.168.1.20". */
  readonly address: string;
  readonly broadcast: string;
}

export function listNetworks(): readonly Network[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address, netmask }) => ({ address, broadcast: broadcastOf(address, netmask) }));
}

/** "192.168.1.20" in "255.255.255.0" → "192.168.1.255" */
export const broadcastOf = (address: string, netmask: string): string =>
  textOf((numberOf(address) | ~numberOf(netmask)) >>> 0);

/** The 254 addresses around ours: a shop's network is rarely larger, and a sweep of more would look like an attack. */
export function neighboursOf(address: string): readonly string[] {
  const base = (numberOf(address) & 0xffffff00) >>> 0;
  return Array.from({ length: 254 }, (_, i) => textOf(base + i + 1)).filter((one) => one !== address);
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

const textOf = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join(".");
