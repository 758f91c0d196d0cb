/**
 * The USB/IP wire: what a Linux kernel's virtual host controller says to a device at the other end of a socket, and what it is told.
 * Pure. Integers are big-endian, the eight bytes of a setup packet little-endian.
 * Source: Linux Documentation/usb/usbip_protocol.rst.
 */
const VERSION = 0x0111;
const REQUEST_IMPORT = 0x8003;
const REPLY_IMPORT = 0x0003;
const SUBMIT = 1;
const UNLINK = 2;
const RETURN_SUBMIT = 3;
const RETURN_UNLINK = 4;
const HEADER_BYTES = 48;
const IMPORT_BYTES = 40;

/** As the kernel knows them: 2 full, 3 high. */
export const HIGH_SPEED = 3;
export const STALL = -32;
export const GONE = -104;

export interface Setup {
  readonly type: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/** A transfer that the kernel waits for. */
export interface Submit {
  readonly type: "submit";
  readonly seqnum: number;
  readonly direction: "out" | "in";
  readonly endpoint: number;
  /** Bytes asked for where it goes in. */
  readonly length: number;
  readonly data: Buffer;
  readonly setup: Setup;
}
export interface Unlink {
  readonly type: "unlink";
  readonly seqnum: number;
  readonly victim: number;
}
export interface Import {
  readonly type: "import";
  readonly busId: string;
}
export type Message = Submit | Unlink | Import;

/** The first whole message of what came in, and its length. Nothing: not all of it is there. */
export function cutMessage(
  bytes: Buffer,
  isImported: boolean,
): { readonly message: Message; readonly length: number } | undefined {
  if (!isImported) {
    if (bytes.length < IMPORT_BYTES) return undefined;
    if (bytes.readUInt16BE(2) !== REQUEST_IMPORT) throw new Error("only an import may begin a line");
    const busId = bytes.toString("latin1", 8, IMPORT_BYTES).replace(/\0.*$/s, "");
    return { message: { type: "import", busId }, length: IMPORT_BYTES };
  }
  if (bytes.length < HEADER_BYTES) return undefined;
  const seqnum = bytes.readUInt32BE(4);
  const command = bytes.readUInt32BE(0);
  if (command === UNLINK) {
    return { message: { type: "unlink", seqnum, victim: bytes.readUInt32BE(20) }, length: HEADER_BYTES };
  }
  if (command !== SUBMIT) throw new Error(`the kernel says ${command}`);
  const direction = bytes.readUInt32BE(12) === 0 ? "out" : "in";
  const wanted = bytes.readInt32BE(24);
  const length = HEADER_BYTES + (direction === "out" ? wanted : 0);
  if (bytes.length < length) return undefined;
  const data = Buffer.from(bytes.subarray(HEADER_BYTES, length));
  const endpoint = bytes.readUInt32BE(16);
  const setup = readSetup(bytes.subarray(40, 48));
  return { message: { type: "submit", seqnum, direction, endpoint, length: wanted, data, setup }, length };
}

const readSetup = (bytes: Buffer): Setup => ({
  type: bytes.readUInt8(0),
  request: bytes.readUInt8(1),
  value: bytes.readUInt16LE(2),
  index: bytes.readUInt16LE(4),
  length: bytes.readUInt16LE(6),
});

/** A transfer is over: how many bytes went out, or the bytes that came in. */
export function returnSubmit(seqnum: number, status: number, result: number | Uint8Array): Buffer {
  const data = typeof result === "number" ? new Uint8Array() : result;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(RETURN_SUBMIT, 0);
  header.writeUInt32BE(seqnum, 4);
  header.writeInt32BE(status, 20);
  header.writeInt32BE(typeof result === "number" ? result : result.length, 24);
  return Buffer.concat([header, data]);
}

export function returnUnlink(seqnum: number, status: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(RETURN_UNLINK, 0);
  header.writeUInt32BE(seqnum, 4);
  header.writeInt32BE(status, 20);
  return header;
}

/** The kernel reads exactly this before it takes the line over. */
export const IMPORT_REPLY_BYTES = 320;

export function replyImport(busId: string, device: Buffer | undefined): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(VERSION, 0);
  head.writeUInt16BE(REPLY_IMPORT, 2);
  head.writeUInt32BE(device ? 0 : 1, 4);
  if (!device) return head;
  const rest = Buffer.alloc(IMPORT_REPLY_BYTES - 8);
  rest.write(`/lab/${busId}`, 0, "latin1");
  rest.write(busId, 256, "latin1");
  rest.writeUInt32BE(1, 288);
  rest.writeUInt32BE(2, 292);
  rest.writeUInt32BE(HIGH_SPEED, 296);
  // Its own descriptor says ids and version little-endian; classes and the number of configurations follow.
  for (const [from, to] of [
    [8, 300],
    [10, 302],
    [12, 304],
  ] as const)
    rest.writeUInt16BE(device.readUInt16LE(from), to);
  device.copy(rest, 306, 4, 7);
  rest.writeUInt8(1, 309);
  rest.writeUInt8(1, 310);
  rest.writeUInt8(1, 311);
  return Buffer.concat([head, rest]);
}

export function requestImport(busId: string): Buffer {
  const bytes = Buffer.alloc(IMPORT_BYTES);
  bytes.writeUInt16BE(VERSION, 0);
  bytes.writeUInt16BE(REQUEST_IMPORT, 2);
  bytes.write(busId, 8, "latin1");
  return bytes;
}
