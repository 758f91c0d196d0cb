/**
 * Printers that announce themselves by mDNS (RFC 6762, 6763): names, models and ports, as they say it. Cheap clones announce nothing.
 * One browser per network: a machine with two cables would otherwise ask on one of them.
 */
import type { EventEmitter } from "node:events";
import type { Bonjour, Service } from "bonjour-service";
import { lazily } from "../lib/lazily.ts";
import { pause } from "../lib/wait.ts";
import { macIdentityOfText } from "./identity.ts";
import { type Sighting, sighting, tidyText } from "./sighting.ts";

export const MDNS_PORT = 5353;
/** Service without dots → it is a raw print port, whose number goes into the address. */
const SERVICES: Readonly<Record<string, boolean>> = {
  "pdl-datastream": true,
  printer: false,
  ipp: false,
  ipps: false,
};

export interface AskMdns {
  /** Our own address on each network. */
  readonly networks: readonly string[];
  readonly port: number;
  readonly listenMs: number;
}

export async function findByMdns(
  { networks, port, listenMs }: AskMdns,
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  const found: Sighting[] = [];
  const browsers = await Promise.all(networks.map((address) => openBonjour(address, port)));
  for (const bonjour of browsers) {
    for (const type of Object.keys(SERVICES))
      bonjour.find({ type }, (service) => found.push(...readService(service)));
  }
  await pause(listenMs, signal);
  for (const bonjour of browsers) bonjour.destroy();
  return found;
}

const loadBonjour = lazily(async () => (await import("bonjour-service")).default);

/** Bound to all addresses, else group messages do not arrive; speaks on the network of `address`. Without a network it is silent. */
export async function openBonjour(address: string, port: number): Promise<Bonjour> {
  const { Bonjour } = await loadBonjour();
  const options = { interface: address, bind: "0.0.0.0", port };
  const bonjour = new Bonjour(options as ConstructorParameters<typeof Bonjour>[0], () => undefined);
  // Unheard, an error of its socket would end the process.
  const { mdns } = (bonjour as unknown as { readonly server: { readonly mdns: EventEmitter } }).server;
  mdns.on("error", () => undefined);
  return bonjour;
}

function readService(service: Service): readonly Sighting[] {
  const host = (service.addresses ?? []).find((address) => /^\d+\.\d+\.\d+\.\d+$/.test(address));
  if (host === undefined) return [];
  const txt = (service.txt ?? {}) as Readonly<Record<string, unknown>>;
  const mac = macIdentityOfText(tidyText(txt["mac"]) ?? "");
  return [
    sighting("mdns", {
      host,
      at: SERVICES[service.type] === true ? `tcp://${host}:${service.port}` : null,
      service: `_${service.type}._tcp`,
      identities: mac === null ? [] : [mac],
      name: tidyText(service.name),
      maker: tidyText(txt["usb_MFG"]),
      model: tidyText(txt["usb_MDL"]) ?? tidyText(txt["ty"]),
    }),
  ];
}
