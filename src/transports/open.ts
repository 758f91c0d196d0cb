/** The way to a device from its `at` in the config. Each wire has its own file; this is the list of them. */
import { GatewayError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Transport } from "../core/transport.ts";
import { createRecordTransport, parseRecordAddress } from "./record.ts";
import { createSerialTransport } from "./serial.ts";
import { parseSerialAddress } from "./serial-address.ts";
import { createTcpTransport, parseTcpAddress } from "./tcp.ts";
import { createUsbTransport } from "./usb.ts";
import { createUsblpTransport } from "./usblp.ts";

interface Wire {
  readonly begins: string;
  readonly example: string;
  create(at: string, log: Log): Transport;
}

const WIRES: readonly Wire[] = [
  {
    begins: "tcp://",
    example: "tcp://192.0.2.7:9100",
    create: (at) => createTcpTransport(parseTcpAddress(at)),
  },
  {
    begins: "serial://",
    example: "serial:///dev/ttyUSB0?baud=19200&flow=rtscts",
    create: (at) => createSerialTransport(parseSerialAddress(at)),
  },
  { begins: "usb://", example: "usb://04b8:0e15/SERIAL", create: createUsbTransport },
  { begins: "usblp://", example: "usblp:///dev/usb/lp0", create: createUsblpTransport },
  {
    begins: "record+",
    example: "record+tcp://192.0.2.7:9100?to=/tmp/front.hex",
    create(at, log) {
      const { of, file } = parseRecordAddress(at);
      return createRecordTransport(createTransport(of, log), file, log);
    },
  },
];

/** Opens nothing. @throws invalid_input: no such wire, or not of its form */
export function createTransport(at: string, log: Log): Transport {
  const wire = WIRES.find(({ begins }) => at.startsWith(begins));
  if (wire) return wire.create(at, log);
  const known = WIRES.map(({ example }) => example).join(", ");
  throw new GatewayError("invalid_input", `${at} is no address of a device: the wires are ${known}`);
}
