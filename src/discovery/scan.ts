/** One look around: every way at once, then those that ask who was found, then one list. Writes nothing to unknown serial ports. */
import type { Log } from "../core/log.ts";
import { listNetworks, neighboursOf } from "../transports/networks.ts";
import { listSerialPorts } from "../transports/serial-ports.ts";
import { loadArpTable } from "./arp.ts";
import { ENPC_PORT, findByEnpc } from "./enpc.ts";
import { usbIdentity } from "./identity.ts";
import { findByMdns, MDNS_PORT } from "./mdns.ts";
import { type FoundDevice, mergeSightings } from "./merge.ts";
import { findBySdp, SDP_PORT } from "./sdp.ts";
import { type Sighting, sighting } from "./sighting.ts";
import { askBySnmp, SNMP_PORT } from "./snmp.ts";
import { sweepForPrinters } from "./sweep.ts";

export interface ScanRequest {
  /** Knock at port 9100 of all neighbours: needs somebody's yes. */
  readonly sweep: boolean;
  /** Asked beside everybody: printers in another network, where a broadcast does not reach. */
  readonly hosts: readonly string[];
}

/** What USB finding must offer: src/transports fills it. */
export interface UsbPrinterInfo {
  readonly at: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serial: string | null;
  readonly maker: string | null;
  readonly model: string | null;
}

export interface Surroundings {
  readonly ports: {
    readonly enpc: number;
    readonly sdp: number;
    readonly mdns: number;
    readonly snmp: number;
    readonly print: number;
  };
  /** Ours, and where all in it hear: empty in a machine without a network. */
  readonly networks: () => readonly { readonly address: string; readonly broadcast: string }[];
  readonly listUsbPrinters: () => Promise<readonly UsbPrinterInfo[]>;
  readonly listSerialPorts: typeof listSerialPorts;
  /** How long answers are awaited: a printer that wakes from sleep needs a second. */
  readonly listenMs: number;
  readonly log: Log;
}

export const LAN: Pick<Surroundings, "ports" | "networks" | "listSerialPorts" | "listenMs"> = {
  ports: { enpc: ENPC_PORT, sdp: SDP_PORT, mdns: MDNS_PORT, snmp: SNMP_PORT, print: 9_100 },
  networks: listNetworks,
  listSerialPorts,
  listenMs: 3_000,
};

/** A shop has a dozen; more come from somebody who plays printer. */
const MAX_HOSTS_ASKED = 64;
const KNOCK_MS = 600;

export async function scan(
  around: Surroundings,
  request: ScanRequest,
  signal: AbortSignal,
): Promise<readonly FoundDevice[]> {
  const seen = await lookAround(around, request, signal);
  const hosts = [...new Set(seen.flatMap(({ host }) => host ?? []))].slice(0, MAX_HOSTS_ASKED);
  const told = await Promise.all(
    hosts.map((host) => askBySnmp(host, around.ports.snmp, around.listenMs / 2)),
  );
  const arp = await loadArpTable();
  const all = [...seen, ...told.flat()];
  return mergeSightings(all.map((one) => withCard(one, arp)));
}

async function lookAround(
  around: Surroundings,
  { sweep, hosts }: ScanRequest,
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  const { ports, listenMs } = around;
  const networks = around.networks();
  const everybody = [...networks.map(({ broadcast }) => broadcast), ...hosts];
  const neighbours = networks.flatMap(({ address }) => neighboursOf(address));
  const knockAt = sweep ? [...new Set([...hosts, ...neighbours])] : [];
  const ways: Readonly<Record<string, Promise<readonly Sighting[]>>> = {
    enpc: findByEnpc({ hosts: everybody, port: ports.enpc, listenMs: listenMs / 2 }, signal),
    sdp: findBySdp({ hosts: everybody, port: ports.sdp, listenMs }, signal),
    mdns: findByMdns(
      { networks: networks.map(({ address }) => address), port: ports.mdns, listenMs },
      signal,
    ),
    sweep: sweepForPrinters({ hosts: knockAt, port: ports.print, waitMs: KNOCK_MS }, signal),
    usb: findByUsb(around),
    serial: findBySerial(around),
  };
  const found = await Promise.all(
    Object.entries(ways).map(async ([via, way]) =>
      way.catch((error: unknown) => {
        around.log.warn("one way of finding devices failed", { via, error });
        return [];
      }),
    ),
  );
  return found.flat();
}

async function findByUsb({ listUsbPrinters }: Surroundings): Promise<readonly Sighting[]> {
  const printers = await listUsbPrinters();
  return printers.map(({ at, vendorId, productId, serial, maker, model }) => {
    const identity = usbIdentity(vendorId, productId, serial);
    return sighting("usb", {
      ...{ at, maker, model, usb: { vendorId, productId } },
      identities: identity === null ? [] : [identity],
    });
  });
}

async function findBySerial(around: Surroundings): Promise<readonly Sighting[]> {
  const ports = await around.listSerialPorts("/");
  return ports.map(({ path, usb, maker, product }) => {
    const identity = usb === null ? null : usbIdentity(usb.vendorId, usb.productId, usb.serial);
    // Of the adapter, not of what hangs on it: so it is no model.
    return sighting("serial", {
      at: `serial://${path}`,
      identities: identity === null ? [] : [identity],
      name: [maker, product].filter(Boolean).join(" ") || null,
    });
  });
}

function withCard(one: Sighting, arp: ReadonlyMap<string, string>): Sighting {
  const card = one.host === null ? undefined : arp.get(one.host);
  return card === undefined || one.identities.includes(card)
    ? one
    : { ...one, identities: [...one.identities, card] };
}
