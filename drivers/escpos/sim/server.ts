/** Port 9100: one client is served, the second and third are let in and not listened to until the first is gone, as Epson's UB-E02 does. */
import net from "node:net";
import type { Faults } from "./faults.ts";
import type { Machine } from "./machine.ts";

const MOST_CLIENTS = 3;
/** Bytes are handed to a slow reader's buffer this often. */
const SLOW_TICK_MS = 50;

export interface Port {
  readonly port: number;
  reply(bytes: readonly number[]): void;
  /** Room in the buffer, or other faults: look again. */
  changed(): void;
  /** All lines break. */
  drop(): void;
  clients(): number;
  close(): Promise<void>;
}

interface Client {
  readonly socket: net.Socket;
  inbox: Buffer;
  isServed: boolean;
  isOver: boolean;
  /** Real-time commands are seen across packets. */
  tail: number[];
  ticking: NodeJS.Timeout | undefined;
}

export async function openPort(host: string, port: number, machine: () => Machine): Promise<Port> {
  const clients: Client[] = [];
  const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, accept);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

  function accept(socket: net.Socket): void {
    socket.on("error", () => {}); // a reset is one of our own faults, or a client's rudeness
    if (clients.length >= MOST_CLIENTS) return void socket.destroy();
    const client: Client = {
      socket,
      inbox: Buffer.alloc(0),
      isServed: false,
      isOver: false,
      tail: [],
      ticking: undefined,
    };
    clients.push(client);
    socket.once("close", () => leave(client));
    serveNext();
  }

  function serveNext(): void {
    const [first] = clients;
    if (!first || first.isServed || machine().faults().heldByAnother) return;
    first.isServed = true;
    const { socket } = first;
    if (machine().faults().garbageAtStart)
      socket.write(Buffer.from([0xff, 0xff, 0x00, 0xfe, 0x37, 0x80, 0xff]));
    socket.on("data", (chunk: Buffer) => {
      first.inbox = Buffer.concat([first.inbox, chunk]);
      pull(first);
    });
    socket.once("end", () => endWhenRead(first));
    if (machine().faults().readBytesPerSecond !== 0) socket.resume();
  }

  function pull(client: Client): void {
    const { readBytesPerSecond: rate } = machine().faults();
    if (rate !== null) tick(client);
    const most = Math.min(
      machine().room(),
      rate === null ? Number.POSITIVE_INFINITY : Math.ceil((rate * SLOW_TICK_MS) / 1_000),
    );
    const take = client.inbox.subarray(0, Math.max(0, most));
    client.inbox = client.inbox.subarray(take.length);
    if (take.length > 0) read(client, take);
    if (client.inbox.length > 0 || rate === 0) client.socket.pause();
    else if (!client.isOver) client.socket.resume();
  }

  function tick(client: Client): void {
    client.ticking ??= setTimeout(() => {
      client.ticking = undefined;
      pull(client);
    }, SLOW_TICK_MS);
  }

  function read(client: Client, bytes: Buffer): void {
    const { resetAfterBytes, endAfterBytes } = machine().faults();
    const limit = Math.min(
      resetAfterBytes ?? Number.POSITIVE_INFINITY,
      endAfterBytes ?? Number.POSITIVE_INFINITY,
    );
    const got = bytes.subarray(0, limit);
    for (const byte of got) watchRealtime(client, byte);
    machine().receive(got);
    if (resetAfterBytes !== null)
      countDown("resetAfterBytes", resetAfterBytes - got.length, () => reset(client));
    if (endAfterBytes !== null) countDown("endAfterBytes", endAfterBytes - got.length, () => end(client));
  }

  function countDown(fault: "resetAfterBytes" | "endAfterBytes", left: number, strike: () => void): void {
    machine().setFaults({ [fault]: left > 0 ? left : null } as Partial<Faults>);
    if (left <= 0) strike();
  }

  function reset(client: Client): void {
    client.inbox = Buffer.alloc(0);
    client.socket.resetAndDestroy();
    leave(client);
  }

  function end(client: Client): void {
    client.inbox = Buffer.alloc(0);
    client.socket.removeAllListeners("data");
    client.socket.resume();
    client.socket.end();
    leave(client);
  }

  /** Real-time commands act when they come in; the printer's buffer gets them too and steps over them. */
  function watchRealtime(client: Client, byte: number): void {
    client.tail = [...client.tail, byte].slice(-11);
    const { tail } = client;
    const last = (n: number): number[] => tail.slice(-n);
    const [a, b, c] = last(3);
    if (a === 0x10 && (b === 0x04 || b === 0x05)) machine().realtime([a, b, c ?? 0]);
    const [d, e] = last(5);
    if (d === 0x10 && e === 0x14) machine().realtime(last(5));
    if (machine().faults().markerAtOnce && isMarker(tail)) reply([0x37, 0x22, ...last(4), 0]);
  }

  /** What came before the client's end is still printed; our own end says that all was read. */
  function endWhenRead(client: Client): void {
    client.isOver = true;
    if (client.inbox.length > 0) return void setTimeout(() => endWhenRead(client), SLOW_TICK_MS);
    client.socket.end();
    leave(client);
  }

  function leave(client: Client): void {
    const at = clients.indexOf(client);
    if (at === -1) return;
    clients.splice(at, 1);
    clearTimeout(client.ticking);
    if (client.isServed) machine().lineEnded();
    serveNext();
  }

  function reply(bytes: readonly number[]): void {
    const [first] = clients;
    if (first?.isServed) first.socket.write(Buffer.from(bytes));
  }

  return {
    port: (server.address() as net.AddressInfo).port,
    reply,
    changed() {
      if (machine().faults().heldByAnother)
        for (const client of [...clients]) if (client.isServed) end(client);
      serveNext();
      const [first] = clients;
      if (first?.isServed && (first.inbox.length > 0 || first.socket.isPaused())) pull(first);
    },
    drop() {
      for (const client of [...clients]) reset(client);
    },
    clients: () => clients.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket, ticking } of clients) {
          clearTimeout(ticking);
          socket.destroy();
        }
      }),
  };
}

const isMarker = (tail: readonly number[]): boolean =>
  [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30].every((byte, i) => tail[i] === byte);
