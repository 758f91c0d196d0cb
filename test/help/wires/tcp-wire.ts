import net from "node:net";
import { createTransport } from "../../../src/transports/open.ts";
import type { FarEnd, TransportRig, Wire } from "../../contract/transport-suite.ts";
import { silentLog } from "../silent-log.ts";

/** `host`: 127.0.0.1 or ::1. */
export const tcpWire = (host: string): Wire => ({
  name: `tcp (${host})`,
  hasEnd: true,
  // Loopback takes some megabytes of its own.
  moreThanItHoldsBytes: 64 * 1_024 * 1_024,
  async lay() {
    const far = await listenForLines(host);
    const at = host.includes(":") ? `[${host}]` : host;
    return { ...far, transport: createTransport(`tcp://${at}:${far.port}`, silentLog) };
  },
});

/** A device's side of TCP: lines that come in wait to be accepted. */
export async function listenForLines(
  host: string,
): Promise<Omit<TransportRig, "transport"> & { readonly port: number }> {
  const waiting: net.Socket[] = [];
  const sockets = new Set<net.Socket>();
  let arrived = () => {};
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    waiting.push(socket);
    sockets.add(socket);
    arrived();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    async accept() {
      for (;;) {
        const socket = waiting.shift();
        if (socket) return farEndOf(socket);
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function farEndOf(socket: net.Socket): FarEnd {
  const chunks: Buffer[] = [];
  let length = 0;
  let look = () => {};
  const listen = () => {
    if (socket.listenerCount("data") > 0) return;
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      look();
    });
  };
  for (const over of ["end", "close"]) socket.once(over, () => look());
  return {
    send: (bytes) => void socket.write(bytes),
    received: (bytes) =>
      new Promise((resolve) => {
        look = () => {
          if (length >= bytes || socket.readableEnded || socket.destroyed) resolve(Buffer.concat(chunks));
        };
        listen();
        look();
      }),
    end: () => void socket.end(),
    break: () => void socket.resetAndDestroy(),
  };
}
