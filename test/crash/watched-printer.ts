/**
 * The line to the printer, with every byte counted on its way.
 *   gateway ──bytes──▶ trap ──▶ simulator
 *           ◀── trap ◀──words──
 */
import { createServer, connect as open, type Server, type Socket } from "node:net";
import type { Trap } from "./trap.ts";

export interface WatchedPrinter extends AsyncDisposable {
  readonly port: number;
  /** Lines that are opened from now on lead to this port. */
  leadTo(port: number): void;
}

export async function watchPrinter(trap: Trap): Promise<WatchedPrinter> {
  let target = 0;
  const lines = new Set<Socket>();
  // The printer's and the gateway's ends are passed on one by one: whoever half-closes still wants to hear.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (gateway) => {
    const printer = open({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    for (const line of [gateway, printer]) {
      lines.add(line);
      line.once("close", () => lines.delete(line));
    }
    join(trap, gateway, printer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server),
    leadTo(port) {
      target = port;
    },
    async [Symbol.asyncDispose]() {
      for (const line of lines) line.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(trap: Trap, gateway: Socket, printer: Socket): void {
  gateway.on("data", (chunk: Buffer) => {
    // NULs at the head fill up what an earlier life may have torn: they are no part of a job.
    const fill = chunk.findIndex((byte) => byte !== 0);
    const counted = fill === -1 ? 0 : chunk.length - fill;
    const allowed = chunk.length - counted + trap.allow("printer_byte", counted);
    if (allowed < chunk.length) return cutOff(gateway, printer, chunk.subarray(0, allowed));
    if (!printer.write(chunk)) gateway.pause();
  });
  printer.on("data", (chunk: Buffer) => {
    if (trap.allow("printer_word", 1) === 0) return cutOff(gateway, printer, Buffer.of());
    if (gateway.writable) gateway.write(chunk);
  });
  printer.on("drain", () => gateway.resume());
  gateway.on("end", () => printer.end());
  printer.on("end", () => gateway.end());
  gateway.on("close", () => printer.end());
  printer.on("close", () => gateway.destroy());
  // The killed gateway resets its lines, and the simulator breaks them on purpose: "close" follows.
  gateway.on("error", () => undefined);
  printer.on("error", () => undefined);
}

/** What the gateway had not written when it died never comes: nothing may follow behind the hole. */
function cutOff(gateway: Socket, printer: Socket, last: Buffer): void {
  gateway.removeAllListeners("data");
  printer.end(last);
  gateway.destroy();
}

export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
