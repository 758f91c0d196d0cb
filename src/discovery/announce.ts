/** The gateway tells its tills where it is: _tillgate._tcp by mDNS, with the store's id and the API's root. Tokens are still needed. */
import { openBonjour } from "./mdns.ts";

export interface Announcement {
  readonly storeId: string;
  readonly storeName: string;
  readonly version: string;
  /** Of the API. */
  readonly port: number;
}

export interface AnnounceAt {
  /** Our own address on each network. */
  readonly networks: readonly string[];
  readonly mdnsPort: number;
}

/** Longest name that DNS takes, bytes. */
const MAX_NAME_BYTES = 63;

/** Tells until it is disposed, and says goodbye then. */
export async function announceGateway(
  { storeId, storeName, version, port }: Announcement,
  { networks, mdnsPort }: AnnounceAt,
): Promise<AsyncDisposable> {
  const voices = await Promise.all(networks.map((address) => openBonjour(address, mdnsPort)));
  for (const voice of voices) {
    voice.publish({
      name: shortName(storeName),
      type: "tillgate",
      port,
      txt: { store: storeId, version, path: "/v1" },
      // Two gateways of one name would each wait for the other's answer first.
      probe: false,
    });
  }
  return {
    async [Symbol.asyncDispose]() {
      for (const voice of voices) {
        await new Promise<void>((resolve) => voice.unpublishAll(() => resolve()));
        voice.destroy();
      }
    },
  };
}

/** Dots part a DNS name, and a letter beyond ASCII takes more than one byte. */
function shortName(name: string): string {
  let short = name.replaceAll(".", " ").trim();
  while (Buffer.byteLength(short) > MAX_NAME_BYTES) short = [...short].slice(0, -1).join("");
  return short;
}
