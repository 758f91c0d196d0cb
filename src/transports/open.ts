import { GatewayError } from "../core/errors.ts";
import type { Transport } from "../core/transport.ts";
import { createTcpTransport } from "./tcp.ts";
import { createUsbTransport } from "./usb.ts";
import { createUsblpTransport } from "./usblp.ts";

/**
 * The way to a device from its `at` in the config: "tcp://192.168.1.50:9100", "tcp://[fe80::1]:9100",
 * "usb://04b8:0e15/SERIAL", "usb://04b8:0e15?port=1-2", "usblp:///dev/usb/lp0". Opens nothing.
 * @throws invalid_input: no such kind of address
 */
export function createTransport(at: string): Transport {
  if (at.startsWith("usb://")) return createUsbTransport(at);
  if (at.startsWith("usblp://")) return createUsblpTransport(at);
  const { host, port } = parseTcp(at);
  return createTcpTransport(host, port);
}

function parseTcp(at: string): { readonly host: string; readonly port: number } {
  const [, inBrackets, plain, digits] =
    /^tcp:\/\/(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s:/[\]@]+)):(\d{1,5})$/.exec(at) ?? [];
  const host = inBrackets ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new GatewayError(
      "invalid_input",
      `${at} is no address of a device: write tcp://host:port, usb://vvvv:pppp/SERIAL or usblp:///dev/usb/lp0`,
    );
  }
  return { host, port };
}
