/** Port 9100: one client is served, the second and third are let in and not listened to until the first is gone. */
import net from "node:net";
import type { Machine } from "./bench.ts";

const MOST_CLIENTS = 3;
/** A slow reader reads this often. */
const SLOW_TICK_MS = 50;

export interface Port {
  readonly port: number;
  reply(bytes: ArrayLike<number>): void;
  /** Room in the buffer, or other faults: look again. */
  changed(): void;
  /** All lines break. */
  drop(): void;
  clients(): number;
  close(): Promise<void>;
}

interface Client {
  readonly socket: net.Socket;
  /** Came in and was not read yet. */
  inbox: Buffer;
  isServed: boolean;
  isEnded: boolean;
  ticking: NodeJS.Timeout | undefined;
}

interface Desk {
  readonly machine: () => Machine;
  readonly clients: Client[];
}

export async function openPort(host: string, port: number, machine: () => Machine): Promise<Port> {
  const desk: Desk = { machine, clients: [] };
  const options = { pauseOnConnect: true, allowHalfOpen: true, noDelay: true };
  const server = net.createServer(options, (socket) => letIn(desk, socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    reply: (bytes) => reply(desk, bytes),
    changed: () => lookAgain(desk),
    drop() {
      for (const client of [...desk.clients]) reset(desk, client);
    },
    clients: () => desk.clients.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of desk.clients) socket.destroy();
      }),
  };
}

function letIn(desk: Desk, socket: net.Socket): void {
  socket.on("error", () => {}); // a reset is one of our own faults, or a client's rudeness
  if (desk.clients.length >= MOST_CLIENTS) return void socket.destroy();
  const client = {
    socket,
    inbox: Buffer.alloc(0),
    isServed: false,
    isEnded: false,
    ticking: undefined,
  };
  desk.clients.push(client);
  socket.once("close", () => leave(desk, client));
  serveNext(desk);
}

function serveNext(desk: Desk): void {
  const [client] = desk.clients;
  const { heldByAnother, garbageAtStart, readBytesPerSecond } = desk.machine().faults();
  if (!client || client.isServed || heldByAnother) return;
  client.isServed = true;
  if (garbageAtStart) client.socket.write(Buffer.from([0xff, 0xff, 0x00, 0xfe, 0x37, 0x80, 0xff]));
  client.socket.on("data", (chunk: Buffer) => {
    client.inbox = Buffer.concat([client.inbox, chunk]);
    pull(desk, client);
  });
  client.socket.once("end", () => {
    client.isEnded = true;
    pull(desk, client);
  });
  if (readBytesPerSecond !== 0) client.socket.resume();
}

/** Reads as much as there is room and time for. */
function pull(desk: Desk, client: Client): void {
  const rate = desk.machine().faults().readBytesPerSecond;
  const allowed = rate === null ? Number.POSITIVE_INFINITY : Math.ceil((rate * SLOW_TICK_MS) / 1_000);
  const take = client.inbox.subarray(0, Math.max(0, Math.min(desk.machine().room(), allowed)));
  client.inbox = client.inbox.subarray(take.length);
  if (take.length > 0) read(desk, client, take);
  if (client.inbox.length > 0) {
    client.socket.pause();
    if (rate !== null) tick(desk, client);
  } else if (client.isEnded) {
    // Our own end tells a client that all of it was read.
    client.socket.end();
    leave(desk, client);
  } else if (rate !== 0) client.socket.resume();
}

function tick(desk: Desk, client: Client): void {
  client.ticking ??= setTimeout(() => {
    client.ticking = undefined;
    pull(desk, client);
  }, SLOW_TICK_MS);
}

function read(desk: Desk, client: Client, bytes: Buffer): void {
  const machine = desk.machine();
  const { resetAfterBytes, endAfterBytes } = machine.faults();
  const got = bytes.subarray(0, Math.min(resetAfterBytes ?? bytes.length, endAfterBytes ?? bytes.length));
  machine.receive(got);
  if (resetAfterBytes !== null) countDown(desk, client, "resetAfterBytes", resetAfterBytes - got.length);
  if (endAfterBytes !== null) countDown(desk, client, "endAfterBytes", endAfterBytes - got.length);
}

function countDown(
  desk: Desk,
  client: Client,
  fault: "resetAfterBytes" | "endAfterBytes",
  left: number,
): void {
  // What stands behind the break never comes in.
  if (left <= 0) client.inbox = Buffer.alloc(0);
  desk.machine().setFaults({ [fault]: left > 0 ? left : null });
  if (left > 0) return;
  if (fault === "resetAfterBytes") reset(desk, client);
  else end(desk, client);
}

function reset(desk: Desk, client: Client): void {
  client.inbox = Buffer.alloc(0);
  client.socket.resetAndDestroy();
  leave(desk, client);
}

function end(desk: Desk, client: Client): void {
  client.inbox = Buffer.alloc(0);
  client.socket.removeAllListeners("data");
  client.socket.resume();
  client.socket.end();
  leave(desk, client);
}

function leave(desk: Desk, client: Client): void {
  const at = desk.clients.indexOf(client);
  if (at === -1) return;
  desk.clients.splice(at, 1);
  clearTimeout(client.ticking);
  if (client.isServed) desk.machine().lineEnded();
  serveNext(desk);
}

function reply({ clients: [first] }: Desk, bytes: ArrayLike<number>): void {
  if (first?.isServed) first.socket.write(Uint8Array.from(bytes));
}

function lookAgain(desk: Desk): void {
  const [first] = desk.clients;
  if (first?.isServed && desk.machine().faults().heldByAnother) end(desk, first);
  else if (first?.isServed && (first.inbox.length > 0 || first.socket.isPaused())) pull(desk, first);
  serveNext(desk);
}
