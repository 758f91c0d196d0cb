/**
 * Star's discovery, UDP 22222: a 28-byte question, a 302-byte answer with fields at fixed places.
 * Sources: a public tool for the TSP100LAN and a public program that answers in a printer's place; they agree. Not tried with a printer.
 */
import { askByDatagram, type DatagramAnswer } from "../transports/datagrams.ts";
import type { AskEnpc } from "./enpc.ts";
import { macIdentity } from "./identity.ts";
import { fieldText, type Sighting, sighting } from "./sighting.ts";

export const SDP_PORT = 22_222;
export const SDP_MAGIC = "STR_BCAST";
export const SDP_QUESTION: Uint8Array = Buffer.concat([
  Buffer.from(`${SDP_MAGIC}${"\0".repeat(7)}RQ1.0.0\0`, "latin1"),
  Buffer.from([0x00, 0x1c, 0x64, 0x31]),
]);
/** Start and end of a field in the answer. */
export const SDP_FIELDS = {
  kind: [16, 24],
  board: [36, 52],
  mac: [78, 84],
  host: [88, 92],
  maker: [140, 172],
  model: [204, 268],
} as const;

/** Null: no answer of this protocol. */
export function readSdp({ bytes, from }: DatagramAnswer): Sighting | null {
  const { kind, board, mac, model } = SDP_FIELDS;
  if (fieldText(bytes, 0, 16) !== SDP_MAGIC || fieldText(bytes, ...kind)?.startsWith("RS") !== true)
    return null;
  const identity = macIdentity(bytes.subarray(...mac));
  return sighting("sdp", {
    host: from.host,
    maker: "Star",
    identities: identity === null ? [] : [identity],
    model: fieldText(bytes, ...model) ?? fieldText(bytes, ...board),
  });
}

export async function findBySdp(
  { hosts, port, listenMs }: AskEnpc,
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  const questions = hosts.map((host) => ({ bytes: SDP_QUESTION, to: { host, port } }));
  const answers = await askByDatagram(questions, listenMs, signal);
  return answers.map(readSdp).filter((one) => one !== null);
}
