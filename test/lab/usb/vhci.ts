/**
 * The kernel's virtual USB host controller: its sockets are real sockets, of which it takes the far end over.
 * What the usbip tool does is one write to sysfs by the process that owns the socket.
 */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import net from "node:net";
import { HIGH_SPEED, IMPORT_REPLY_BYTES, requestImport } from "./usbip.ts";

const CONTROLLER = "/sys/devices/platform/vhci_hcd.0";
const DEVICE = (1 << 16) | 2;
/** State of a port in the status file. */
const FREE = 4;

/** High-speed ports of the controller that nothing is plugged into. */
export async function freePorts(): Promise<readonly number[]> {
  const lines = (await readFile(`${CONTROLLER}/status`, "utf8")).split("\n").slice(1);
  return lines.flatMap((line) => {
    const [hub, port, state] = line.trim().split(/\s+/);
    return hub === "hs" && Number(state) === FREE ? [Number(port)] : [];
  });
}

/** Plugs the device that a USB/IP server at `server` calls `busId` into a port of the controller. */
export async function attach(server: number, busId: string, port: number): Promise<void> {
  const socket = net.connect({ host: "127.0.0.1", port: server, noDelay: true });
  await once(socket, "connect");
  socket.write(requestImport(busId));
  await readExactly(socket, IMPORT_REPLY_BYTES);
  const fd = handleOf(socket);
  await writeFile(`${CONTROLLER}/attach`, `${port} ${fd} ${DEVICE} ${HIGH_SPEED}`);
  // The kernel holds the line by itself now.
  socket.destroy();
}

export async function detach(port: number): Promise<void> {
  await writeFile(`${CONTROLLER}/detach`, String(port));
}

async function readExactly(socket: net.Socket, bytes: number): Promise<void> {
  while (socket.read(bytes) === null) await once(socket, "readable");
  socket.pause();
  (socket as unknown as { readonly _handle: { readStop(): void } })._handle.readStop();
}

/** Node has no public way to a socket's descriptor. */
const handleOf = (socket: net.Socket): number =>
  (socket as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
