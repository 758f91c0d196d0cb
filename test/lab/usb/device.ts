/**
 * One emulated USB printer: answers the kernel's questions about itself and moves bytes between its two bulk endpoints and what stands
 * behind them. A transfer that is not answered is what a NAK is: the kernel waits.
 */
import {
  configurationDescriptor,
  deviceDescriptor,
  type PrinterSpec,
  printerInterface,
  stringDescriptor,
} from "./descriptors.ts";
import { GONE, returnSubmit, returnUnlink, type Setup, STALL, type Submit, type Unlink } from "./usbip.ts";

/** What can go wrong on its wire. */
export interface WireFaults {
  /** Takes nothing: every OUT waits, as with a printer whose buffer is full for lack of paper. */
  readonly nak: boolean;
  /** So many OUT transfers from now on are refused, and the endpoint stays halted until it is told to go on. */
  readonly stallOut: number;
  readonly stallIn: number;
  /** Bytes a second that it takes. null: as they come. */
  readonly bytesPerSecond: number | null;
  /** Breaks off in the middle: after so many more bytes it is gone, once. null: never. */
  readonly pullAfterBytes: number | null;
  /** GET_PORT_STATUS. null: what the printer behind it says. */
  readonly portStatus: number | null;
  /** Answers every IN at once, with nothing: some cheap chips do so. */
  readonly emptyAnswers: boolean;
}
export const NO_WIRE_FAULTS: WireFaults = {
  nak: false,
  stallOut: 0,
  stallIn: 0,
  bytesPerSecond: null,
  pullAfterBytes: null,
  portStatus: null,
  emptyAnswers: false,
};

/** What stands behind the plug. */
export interface Front {
  /** Bytes it has room for. */
  room(): number;
  take(bytes: Buffer): void;
  portStatus(): number;
}

export interface UsbDevice {
  readonly spec: PrinterSpec;
  submit(request: Submit): void;
  unlink(request: Unlink): void;
  /** Bytes for the kernel, when it asks. */
  say(bytes: Uint8Array): void;
  /** Room or faults changed. */
  look(): void;
  /** Its cable is out: the kernel waits for nothing any more, and what it had to say is lost. */
  unplugged(): void;
  setFaults(change: Partial<WireFaults>): void;
  state(): { readonly takenBytes: number; readonly waitingOut: number; readonly unsaidBytes: number };
}

/** Standard and class requests, as bmRequestType << 8 | bRequest. */
const GET_STATUS_OF_ENDPOINT = 0x8200;
const GET_DESCRIPTOR = 0x8006;
const GET_CONFIGURATION = 0x8008;
const CLEAR_FEATURE_OF_ENDPOINT = 0x0201;
const GET_DEVICE_ID = 0xa100;
const GET_PORT_STATUS = 0xa101;
const SILENTLY_DONE = new Set([0x0009, 0x010b, 0x2102, 0x2302]);
const TICK_MS = 20;

interface Waiting {
  readonly request: Submit;
  taken: number;
}

export function createUsbDevice(
  spec: PrinterSpec,
  front: Front,
  wire: { readonly send: (bytes: Buffer) => void; readonly pull: () => void },
): UsbDevice {
  let faults = NO_WIRE_FAULTS;
  let takenBytes = 0;
  let said = Buffer.alloc(0);
  let ticking: NodeJS.Timeout | undefined;
  const halted = new Set<number>();
  const outs: Waiting[] = [];
  const ins: Submit[] = [];

  const done = (request: Submit, status: number, result: number | Uint8Array) =>
    wire.send(returnSubmit(request.seqnum, status, result));

  function allowed(): number {
    const isBetweenTicks = ticking !== undefined && faults.bytesPerSecond !== null;
    if (faults.nak || isBetweenTicks) return 0;
    const perTick =
      faults.bytesPerSecond === null ? Infinity : Math.ceil((faults.bytesPerSecond * TICK_MS) / 1_000);
    return Math.min(front.room(), perTick, faults.pullAfterBytes ?? Infinity);
  }
  /** One OUT transfer, or as much of it as there is room for. */
  function takeSome(waiting: Waiting, left: number): number {
    const piece = waiting.request.data.subarray(waiting.taken, waiting.taken + left);
    waiting.taken += piece.length;
    takenBytes += piece.length;
    const { pullAfterBytes } = faults;
    if (pullAfterBytes !== null) faults = { ...faults, pullAfterBytes: pullAfterBytes - piece.length };
    front.take(piece);
    if (faults.pullAfterBytes === 0) {
      wire.pull();
    } else if (waiting.taken === waiting.request.data.length) {
      outs.shift();
      done(waiting.request, 0, waiting.taken);
    }
    return piece.length;
  }
  function pumpOut(): void {
    let left = allowed();
    while (outs[0] && left > 0) left = Math.min(left - takeSome(outs[0], left), front.room());
    if (outs.length > 0 && faults.bytesPerSecond !== null && !faults.nak) {
      ticking ??= setTimeout(() => {
        ticking = undefined;
        pumpOut();
      }, TICK_MS);
    }
  }
  function pumpIn(): void {
    while (ins.length > 0 && (said.length > 0 || faults.emptyAnswers)) {
      const request = ins.shift();
      if (!request) return;
      const piece = said.subarray(0, request.length);
      said = said.subarray(piece.length);
      // A chip that answers with nothing does so at its own pace, not as fast as it is asked.
      if (piece.length === 0) setTimeout(() => done(request, 0, piece), 1);
      else done(request, 0, piece);
    }
  }
  function refuses(request: Submit): boolean {
    const address = request.direction === "in" ? request.endpoint | 0x80 : request.endpoint;
    const fault = request.direction === "in" ? "stallIn" : "stallOut";
    if (faults[fault] > 0) {
      faults = { ...faults, [fault]: faults[fault] - 1 };
      halted.add(address);
    }
    return halted.has(address);
  }

  function answer(request: Submit): void {
    const reply = answerControl(spec, request.setup, halted, () => faults.portStatus ?? front.portStatus());
    if (reply === undefined) done(request, STALL, 0);
    else if (request.direction === "in") done(request, 0, reply.subarray(0, request.length));
    else done(request, 0, request.data.length);
  }

  return {
    spec,
    submit(request) {
      if (request.endpoint === 0) answer(request);
      else if (refuses(request)) done(request, STALL, request.direction === "in" ? new Uint8Array() : 0);
      else if (request.direction === "in") {
        ins.push(request);
        pumpIn();
      } else {
        outs.push({ request, taken: 0 });
        pumpOut();
      }
    },
    unlink({ seqnum, victim }) {
      const out = outs.findIndex(({ request }) => request.seqnum === victim);
      const at = ins.findIndex((request) => request.seqnum === victim);
      if (out !== -1) outs.splice(out, 1);
      if (at !== -1) ins.splice(at, 1);
      wire.send(returnUnlink(seqnum, out === -1 && at === -1 ? 0 : GONE));
    },
    say(bytes) {
      said = Buffer.concat([said, bytes]);
      pumpIn();
    },
    look: pumpOut,
    unplugged() {
      outs.length = 0;
      ins.length = 0;
      said = Buffer.alloc(0);
      halted.clear();
      faults = { ...faults, pullAfterBytes: null };
    },
    setFaults(change) {
      faults = { ...faults, ...change };
      pumpOut();
      pumpIn();
    },
    state: () => ({ takenBytes, waitingOut: outs.length, unsaidBytes: said.length }),
  };
}

/** Nothing: it does not know the request, and stalls. */
function answerControl(
  spec: PrinterSpec,
  setup: Setup,
  halted: Set<number>,
  portStatus: () => number,
): Buffer | undefined {
  const word = (setup.type << 8) | setup.request;
  if (SILENTLY_DONE.has(word)) return Buffer.alloc(0);
  switch (word) {
    case GET_DESCRIPTOR:
      return descriptor(spec, setup.value >> 8, setup.value & 0xff);
    case GET_CONFIGURATION:
      return Buffer.from([1]);
    case GET_STATUS_OF_ENDPOINT:
      return Buffer.from([halted.has(setup.index) ? 1 : 0, 0]);
    case CLEAR_FEATURE_OF_ENDPOINT:
      halted.delete(setup.index);
      return Buffer.alloc(0);
    case GET_DEVICE_ID: {
      if (setup.index >> 8 !== printerInterface(spec)) return undefined;
      const text = Buffer.from(spec.deviceId, "latin1");
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length + 2);
      return Buffer.concat([length, text]);
    }
    case GET_PORT_STATUS:
      return Buffer.from([portStatus()]);
    default:
      // GET_STATUS of the device or an interface.
      return setup.request === 0 && setup.type < 0x82 && setup.type >= 0x80 ? Buffer.from([1, 0]) : undefined;
  }
}

function descriptor(spec: PrinterSpec, type: number, index: number): Buffer | undefined {
  if (type === 1) return deviceDescriptor(spec);
  if (type === 2) return configurationDescriptor(spec);
  if (type === 3) return stringDescriptor(spec, index);
  return undefined;
}
