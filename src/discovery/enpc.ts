/**
 * Epson's ENPC, UDP 3289. A question is "EPSON", Q, a function (4 bytes), a length (4 bytes, big endian); the answer says q and carries data.
 * Sources: two public programs that speak it and agree; clones of other makers (Caysn's kit) answer one function with another layout.
 * Not tried with a printer: what does not fit is passed over.
 */
import { askByDatagram, type DatagramAnswer } from "../transports/datagrams.ts";
import { macIdentity } from "./identity.ts";
import { fieldText, type Sighting, sighting } from "./sighting.ts";

export const ENPC_PORT = 3289;
export const ENPC_FUNCTIONS = {
  name: 0x03_00_00_00,
  cloneName: 0x03_00_00_01,
  network: 0x00_00_00_10,
  holder: 0x03_00_00_17,
} as const;

const HEADER_BYTES = 14;

export function enpcQuestion(func: number): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write("EPSONQ", "latin1");
  bytes.writeUInt32BE(func, 6);
  return bytes;
}

/** Null: no answer of this protocol. */
export function decodeEnpc(bytes: Uint8Array): { readonly func: number; readonly data: Uint8Array } | null {
  const packet = Buffer.from(bytes);
  if (packet.length < HEADER_BYTES || packet.toString("latin1", 0, 6) !== "EPSONq") return null;
  const length = Math.min(packet.readUInt32BE(10), packet.length - HEADER_BYTES);
  return { func: packet.readUInt32BE(6), data: packet.subarray(HEADER_BYTES, HEADER_BYTES + length) };
}

/** What one answer says of its sender. */
export function readEnpc({ bytes, from }: DatagramAnswer): Sighting | null {
  const answer = decodeEnpc(bytes);
  if (answer === null) return null;
  const { func, data } = answer;
  const about = { host: from.host };
  switch (func) {
    case ENPC_FUNCTIONS.name:
      return sighting("enpc", { ...about, maker: "EPSON", model: fieldText(data, 5, data.length) });
    case ENPC_FUNCTIONS.cloneName:
      return sighting("enpc", {
        ...about,
        identities: known(macIdentity(data.subarray(0, 6))),
        model: fieldText(data, 42, 170),
      });
    case ENPC_FUNCTIONS.network:
      return sighting("enpc", { ...about, identities: known(macBeforeHost(data, from.host)) });
    case ENPC_FUNCTIONS.holder:
      return sighting("enpc", { ...about, heldBy: holderOf(data) });
    default:
      return null;
  }
}

const known = (identity: string | null): readonly string[] => (identity === null ? [] : [identity]);

/** The card's address stands before the printer's own: whatever comes ahead of the two, that much both sources say. */
function macBeforeHost(data: Uint8Array, host: string): string | null {
  const at = Buffer.from(data).indexOf(Buffer.from(host.split(".").map(Number)));
  return at < 6 ? null : macIdentity(data.subarray(at - 6, at));
}

function holderOf(data: Uint8Array): string | null {
  const address = data.subarray(0, 4);
  return address.length < 4 || address.every((byte) => byte === 0) ? null : address.join(".");
}

export interface AskEnpc {
  /** Broadcast addresses and single hosts. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly listenMs: number;
}

export async function findByEnpc(ask: AskEnpc, signal: AbortSignal): Promise<readonly Sighting[]> {
  const { name, cloneName, network, holder } = ENPC_FUNCTIONS;
  const found = await askEnpc(ask, [name, cloneName, network], signal);
  // Only who answered is asked who holds it: the question is of Epson's own, and a broadcast of it would wake nobody else.
  const hosts = [...new Set(found.flatMap((one) => one.host ?? []))];
  return [...found, ...(await askEnpc({ ...ask, hosts }, [holder], signal))];
}

async function askEnpc(
  { hosts, port, listenMs }: AskEnpc,
  functions: readonly number[],
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  const questions = hosts.flatMap((host) =>
    functions.map((func) => ({ bytes: enpcQuestion(func), to: { host, port } })),
  );
  const answers = await askByDatagram(questions, listenMs, signal);
  return answers.map(readEnpc).filter((one) => one !== null);
}
