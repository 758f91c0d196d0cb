/** The grammar of serial://: which port, and how its bits are set. */
import { GatewayError } from "../core/errors.ts";

const BAUDS = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;
const PARITIES = ["none", "even", "odd"] as const;
const DATA_BITS = [7, 8] as const;
const STOP_BITS = [1, 2] as const;
/** Who may stop the sender. dtrdsr: the system knows no such thing, so we look at DSR before each few bytes. */
const FLOWS = ["none", "rtscts", "xonxoff", "dtrdsr"] as const;

export interface SerialAddress {
  readonly path: string;
  readonly baud: (typeof BAUDS)[number];
  readonly parity: (typeof PARITIES)[number];
  readonly dataBits: (typeof DATA_BITS)[number];
  readonly stopBits: (typeof STOP_BITS)[number];
  readonly flow: (typeof FLOWS)[number];
}

const EXAMPLE = "serial:///dev/ttyUSB0?baud=19200&flow=rtscts";

const wrong = (at: string, why: string): GatewayError =>
  new GatewayError("invalid_input", `${at} is no address of a device: ${why}`);

/**
 * "serial:///dev/serial/by-id/usb-…?baud=38400&parity=none&dataBits=8&stopBits=1&flow=rtscts". Defaults: 9600 8N1, no flow control: what
 * most scales and displays do. Receipt printers are set by DIP switches: an Epson TM-T88II leaves the factory with 9600 8N1, a T88III
 * can do 4800 to 38400 (their Technical Reference, table A-1, and Specification 2.1.1.1). @throws invalid_input
 */
export function parseSerialAddress(at: string): SerialAddress {
  const [, path, query = ""] = /^serial:\/\/(\/[^\s?#]+)(?:\?([^\s#]*))?$/.exec(at) ?? [];
  if (path === undefined) throw wrong(at, `write ${EXAMPLE}`);
  const given = new URLSearchParams(query);
  const take = <T extends string | number>(name: string, allowed: readonly T[], usual: T): T => {
    const value = given.get(name);
    given.delete(name);
    if (value === null) return usual;
    const found = allowed.find((word) => String(word) === value);
    if (found === undefined) throw wrong(at, `${name} is one of ${allowed.join(", ")}`);
    return found;
  };
  const address = {
    path,
    baud: take("baud", BAUDS, 9_600),
    parity: take("parity", PARITIES, "none"),
    dataBits: take("dataBits", DATA_BITS, 8),
    stopBits: take("stopBits", STOP_BITS, 1),
    flow: take("flow", FLOWS, "none"),
  };
  const [unknown] = given.keys();
  if (unknown !== undefined) throw wrong(at, `there is no setting ${unknown}; write ${EXAMPLE}`);
  return address;
}

/** As it stands in the config, with what was left out. */
export const serialAddressText = ({ path, baud, parity, dataBits, stopBits, flow }: SerialAddress): string =>
  `serial://${path}?baud=${baud}&parity=${parity}&dataBits=${dataBits}&stopBits=${stopBits}&flow=${flow}`;
