/**
 * The native USB library behind the few calls that a printer needs. It is loaded when the first usb:// device is opened, not before.
 *
 * What usb 3.1 does, as measured: its WebUSB calls cancel every transfer after one second, so the native ones below them are used; a
 * cancelled transfer does not say how many bytes went; a stall and an unplug are thrown; nothing can be closed while a transfer waits.
 */
import type { usb } from "usb";
import { pause } from "../lib/wait.ts";
import type { UsbPrinterDevice } from "./usb-devices.ts";

type UsbDevice = Awaited<ReturnType<typeof usb.getDevices>>[number];

/** A printer's interface that is ours. All numbers are as its descriptors say. */
export interface ClaimedUsb {
  /** @throws what the library threw: some of it may have been taken */
  send(bytes: Uint8Array): Promise<void>;
  /** Waits for as long as it takes. Undefined: it has nothing to say, ever. */
  readonly receive: (() => Promise<Uint8Array>) | undefined;
  /** IEEE 1284 answer with its length. @throws it does not know the question */
  deviceId(): Promise<Uint8Array>;
  /** GET_PORT_STATUS: 20h no paper, 10h selected, 08h no error. @throws it does not know the question */
  portStatus(): Promise<number>;
  /** Makes the device take bytes again after it refused some. */
  clearHalt(direction: "in" | "out"): Promise<void>;
  /** Ends all transfers that wait. The device is ours no longer; only close() may follow. */
  interrupt(): Promise<void>;
  /** After interrupt(), when all transfers have ended: gives the device back to the kernel's printer driver. */
  close(): Promise<void>;
}

/** A transfer that nobody interrupts may wait for a roll of paper: the longest time-out that the library takes, ms. */
const FOREVER_MS = 2 ** 31 - 1;
/** Questions to a device are answered in a few ms; one that does not answer must not hold up an opening, ms. */
const QUESTION_MS = 1_000;
/** After a replug the kernel's driver may take the device in the very moment between our detaching and claiming it, ms. */
const CLAIM_MS = 2_000;
const CLAIM_LOOK_MS = 50;
/** A whole number of packets of any speed. */
const READ_BYTES = 4_096;
/** Bidirectional, then unidirectional, then IEEE 1284.4, which is a protocol of its own: as usblp chooses. */
const PROTOCOLS = [2, 1, 3];

const GET_DEVICE_ID = 0;
const GET_PORT_STATUS = 1;
const GET_STATUS = 0;

/** @throws Error: gone, not permitted, or held by somebody else */
export async function claimUsb(place: UsbPrinterDevice, signal: AbortSignal): Promise<ClaimedUsb> {
  const { usb: library } = await import("usb");
  const devices = await library.getDevices();
  const device = devices.find((one) => Number(one.bus) === place.bus && one.address === place.address);
  if (!device) throw new Error("it was pulled out");
  await device.open();
  try {
    await claimPatiently(device, place.interfaceNumber, signal);
    const ends = chooseEnds(device, place.interfaceNumber);
    if (ends.alternate !== 0) await device.selectAlternateInterface(place.interfaceNumber, ends.alternate);
    const claimed = wrap(device, place.interfaceNumber, ends);
    await wakeEndpoints(device, ends);
    return claimed;
  } catch (error) {
    await device.close().catch(() => undefined);
    throw error;
  }
}

async function claimPatiently(device: UsbDevice, number: number, signal: AbortSignal): Promise<void> {
  const until = performance.now() + CLAIM_MS;
  for (;;) {
    await device.detachKernelDriver(number).catch(() => undefined); // nobody has it: as good
    try {
      return await device.claimInterface(number);
    } catch (error) {
      if (signal.aborted || performance.now() > until) throw error;
      await pause(CLAIM_LOOK_MS, signal);
    }
  }
}

/** What is read of it: the library's own types need those of a browser. */
interface Configuration {
  readonly interfaces: readonly {
    readonly interfaceNumber: number;
    readonly alternates: readonly {
      readonly alternateSetting: number;
      readonly interfaceProtocol: number;
      readonly endpoints: readonly {
        readonly type: string;
        readonly direction: string;
        readonly endpointNumber: number;
      }[];
    }[];
  }[];
}

interface Ends {
  readonly alternate: number;
  readonly protocol: number;
  readonly out: number;
  readonly in: number | undefined;
}

/** Printers with other numbers than 1 and 2, and with several settings, exist: the descriptors decide. */
function chooseEnds(device: UsbDevice, number: number): Ends {
  const configuration: Configuration = device.configuration;
  const found = configuration.interfaces.find((one) => one.interfaceNumber === number);
  const choices = (found?.alternates ?? []).flatMap((setting): Ends[] => {
    const end = (direction: "in" | "out") =>
      setting.endpoints.find((one) => one.type === "bulk" && one.direction === direction)?.endpointNumber;
    const out = end("out");
    const { alternateSetting: alternate, interfaceProtocol: protocol } = setting;
    return out === undefined ? [] : [{ alternate, protocol, out, in: end("in") }];
  });
  const rank = ({ protocol }: Ends) =>
    PROTOCOLS.includes(protocol) ? PROTOCOLS.indexOf(protocol) : PROTOCOLS.length;
  const [best] = choices.sort((a, b) => rank(a) - rank(b));
  if (!best) throw new Error("it has no endpoint that takes print data");
  return best;
}

function wrap(device: UsbDevice, number: number, ends: Ends): ClaimedUsb {
  const input = ends.in;
  // The library cannot cancel, but the kernel ends what waits on an interface when that is taken from its owner.
  let interrupted: Promise<void> | undefined;
  const question = { requestType: "class", recipient: "interface", value: 0 } as const;
  const ask = async (request: number, index: number, length: number): Promise<Uint8Array> => {
    const answer = await device.nativeControlTransferIn({ ...question, request, index }, QUESTION_MS, length);
    if (!answer) throw new Error("it does not know the question");
    return answer;
  };
  return {
    async send(bytes) {
      await device.nativeTransferOut(ends.out, FOREVER_MS, bytes);
    },
    receive:
      input === undefined
        ? undefined
        : async () => (await device.nativeTransferIn(input, FOREVER_MS, READ_BYTES)) ?? new Uint8Array(),
    deviceId: () => ask(GET_DEVICE_ID, (number << 8) | ends.alternate, 1_024),
    portStatus: async () => (await ask(GET_PORT_STATUS, number, 1))[0] ?? 0,
    async clearHalt(direction) {
      const end = direction === "in" ? input : ends.out;
      if (end !== undefined) await device.clearHalt(direction, end);
    },
    // Once: afterwards the interface may be another program's.
    interrupt: () => {
      interrupted ??= device.detachKernelDriver(number).catch(() => undefined); // it is gone: as good
      return interrupted;
    },
    async close() {
      await device.attachKernelDriver(number).catch(() => undefined); // there may be no such driver, or no device
      await device.close().catch(() => undefined); // it is gone: as good
    },
  };
}

/** A program that died may have left the device refusing: it is asked, for a needless reset of its endpoints confuses some devices. */
async function wakeEndpoints(device: UsbDevice, ends: Ends): Promise<void> {
  for (const [direction, number] of [
    ["out", ends.out],
    ["in", ends.in],
  ] as const) {
    if (number === undefined) continue;
    const index = direction === "in" ? number | 0x80 : number;
    const setup = {
      requestType: "standard",
      recipient: "endpoint",
      request: GET_STATUS,
      value: 0,
      index,
    } as const;
    const status = await device.nativeControlTransferIn(setup, QUESTION_MS, 2).catch(() => undefined);
    if (((status?.[0] ?? 0) & 1) === 1) await device.clearHalt(direction, number);
  }
}
