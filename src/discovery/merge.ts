/**
 * One printer that was seen three ways is one. Sightings belong together when they share an identity or an address on the network.
 * Pure: the same sightings give the same devices, in whatever order they came.
 */
import { createHash } from "node:crypto";
import type { Sighting, Via } from "./sighting.ts";

export interface FoundDevice {
  /** The same for the same device in every scan. */
  readonly id: string;
  readonly at: string;
  readonly host: string | null;
  /** Null: it has none, and is known by its address only. */
  readonly identity: string | null;
  readonly identities: readonly string[];
  readonly via: readonly Via[];
  readonly name: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly services: readonly string[];
  readonly usb: Sighting["usb"];
  readonly answers: boolean | null;
  readonly heldBy: string | null;
}

/** Who is believed first: the device's own protocol before general ones. */
const TRUST: readonly Via[] = ["usb", "sdp", "enpc", "snmp", "mdns", "sweep", "serial"];
const KINDS = ["usb:", "mac:", "serial:"];
/** What is left open says nothing of a printer where only SNMP spoke. */
const DEFAULT_PORT = 9100;

export function mergeSightings(sightings: readonly Sighting[]): readonly FoundDevice[] {
  return groups(sightings)
    .map(deviceOf)
    .filter((device) => device !== null)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function groups(sightings: readonly Sighting[]): readonly (readonly Sighting[])[] {
  let all: { keys: Set<string>; members: Sighting[] }[] = [];
  for (const one of sightings) {
    const keys = new Set(keysOf(one));
    const [same, others] = partition(all, (group) => [...keys].some((key) => group.keys.has(key)));
    all = [
      ...others,
      {
        keys: new Set([...keys, ...same.flatMap((group) => [...group.keys])]),
        members: [one, ...same.flatMap((group) => group.members)],
      },
    ];
  }
  return all.map(({ members }) => members);
}

const keysOf = ({ identities, host, at }: Sighting): readonly string[] =>
  host === null ? [...identities, `at:${at}`] : [...identities, `host:${host}`];

function partition<T>(all: readonly T[], test: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

function deviceOf(members: readonly Sighting[]): FoundDevice | null {
  const sorted = [...members].sort(
    (a, b) => TRUST.indexOf(a.via) - TRUST.indexOf(b.via) || textOrder(JSON.stringify(a), JSON.stringify(b)),
  );
  const first = <K extends "name" | "maker" | "model" | "host" | "usb" | "heldBy">(key: K) =>
    sorted.find((one) => one[key] !== null)?.[key] ?? null;
  const host = first("host");
  const at =
    sorted.find((one) => one.at !== null)?.at ?? (host === null ? null : `tcp://${host}:${DEFAULT_PORT}`);
  if (at === null) return null;
  const identities = [...new Set(sorted.flatMap((one) => one.identities))];
  const identity = KINDS.flatMap((kind) => identities.filter((one) => one.startsWith(kind)))[0] ?? null;
  return {
    id: createHash("sha256")
      .update(identity ?? at)
      .digest("hex")
      .slice(0, 16),
    ...{ at, host, identity, identities },
    via: [...new Set(sorted.map((one) => one.via))],
    ...{ name: first("name"), maker: first("maker"), model: first("model"), usb: first("usb") },
    services: [...new Set(sorted.flatMap((one) => one.service ?? []))].sort(textOrder),
    answers: sorted.find((one) => one.answers !== null)?.answers ?? null,
    heldBy: first("heldBy"),
  };
}

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
