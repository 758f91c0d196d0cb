/** What every way to a device must keep, whatever it runs over. */
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Link, Transport } from "../../src/core/transport.ts";
import { createMemoryPort } from "../../src/transports/memory.ts";
import { createTransport } from "../../src/transports/open.ts";

/** The device's end of a line, in a test's hand. */
interface FarEnd {
  send(bytes: Uint8Array): void;
  /** Resolves with all that came when so many bytes did, or the line ended. */
  received(bytes: number): Promise<Buffer>;
  end(): void;
  break(): void;
}
interface Rig {
  readonly transport: Transport;
  accept(): Promise<FarEnd>;
  /** From now on nobody listens. */
  close(): Promise<void>;
}

const RIGS: Readonly<Record<string, () => Promise<Rig>>> = {
  memory: async () => {
    const port = createMemoryPort();
    return {
      transport: port.transport,
      async accept() {
        const end = await port.accept();
        const reader = end.received[Symbol.asyncIterator]();
        let all = Buffer.alloc(0);
        const received = async (bytes: number): Promise<Buffer> => {
          while (all.length < bytes) {
            const next = await reader.next();
            if (next.done) break;
            all = Buffer.concat([all, next.value]);
          }
          return all;
        };
        return { received, send: (bytes) => end.send(bytes), end: () => end.end(), break: () => end.break() };
      },
      async close() {
        port.listening = false;
      },
    };
  },
  tcp: async () => {
    const waiting: net.Socket[] = [];
    const sockets = new Set<net.Socket>();
    let arrived = () => {};
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {});
      waiting.push(socket);
      sockets.add(socket);
      arrived();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    return {
      transport: createTransport(`tcp://127.0.0.1:${port}`),
      async accept() {
        while (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        }
        return farEndOf(waiting.shift() as net.Socket);
      },
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of sockets) socket.destroy();
        await closed;
      },
    };
  },
};

function farEndOf(socket: net.Socket): FarEnd {
  let all = Buffer.alloc(0);
  let look = () => {};
  socket.on("data", (chunk: Buffer) => {
    all = Buffer.concat([all, chunk]);
    look();
  });
  for (const over of ["end", "close"]) socket.once(over, () => look());
  return {
    send: (bytes) => void socket.write(bytes),
    received: (bytes) =>
      new Promise((resolve) => {
        look = () => {
          if (all.length >= bytes || socket.readableEnded || socket.destroyed) resolve(all);
        };
        look();
      }),
    end: () => void socket.end(),
    break: () => void socket.resetAndDestroy(),
  };
}

const forever = new AbortController().signal;
const job = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => i & 0xff));
async function readAll(link: Link): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of link.incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each(Object.entries(RIGS))("a line over %s", (_, makeRig) => {
  const rigs: Rig[] = [];
  afterEach(async () => {
    while (rigs.length > 0) await rigs.pop()?.close();
  });
  async function line() {
    const rig = await makeRig();
    rigs.push(rig);
    const [link, far] = await Promise.all([rig.transport.open(forever), rig.accept()]);
    return { rig, link, far };
  }

  it("carries every byte in order, both ways", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    await link.write(job(100_000), forever);
    expect((await far.received(100_000)).equals(job(100_000))).toBe(true);
    far.send(job(3_000));
    far.end();
    expect((await reading).equals(job(3_000))).toBe(true);
    await link[Symbol.asyncDispose]();
  });
  it("is offline when nobody listens, and when it is given up before it is open", async () => {
    const rig = await makeRig();
    await expect(rig.transport.open(AbortSignal.abort())).rejects.toMatchObject({ code: "device_offline" });
    await rig.close();
    await expect(rig.transport.open(forever)).rejects.toMatchObject({ code: "device_offline" });
  });
  it("says that nothing was taken when it is given up before the first byte", async () => {
    const { link } = await line();
    await expect(link.write(job(10), AbortSignal.abort())).rejects.toMatchObject({ code: "device_offline" });
    await link[Symbol.asyncDispose]();
  });
  it("ends its reader when the device ends, and when the line breaks", async () => {
    for (const how of ["end", "break"] as const) {
      const { link, far } = await line();
      const reading = readAll(link);
      far[how]();
      expect(await reading).toHaveLength(0);
      await link[Symbol.asyncDispose]();
    }
  });
  it("takes nothing more after the line broke", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    far.break();
    await reading;
    await expect(link.write(job(10), forever)).rejects.toMatchObject({ code: "device_offline" });
    await link[Symbol.asyncDispose]();
  });
  it("loses no byte of a job to status bytes that nobody read", async () => {
    const { link, far } = await line();
    far.send(Uint8Array.of(0x10, 0, 0, 0));
    await link.write(job(200_000), forever);
    const closing = link[Symbol.asyncDispose]();
    expect(await far.received(200_000)).toHaveLength(200_000);
    far.end();
    await closing;
  });
  it("finishes when the device, having read all, ends too", async () => {
    const { link, far } = await line();
    await link.write(job(5_000), forever);
    const finishing = link.finish(AbortSignal.timeout(5_000));
    await far.received(5_001); // all, and our end
    far.end();
    await expect(finishing).resolves.toBeUndefined();
    await link[Symbol.asyncDispose]();
  });
  it("is in doubt when the device does not end, or breaks off instead", async () => {
    const first = await line();
    await expect(first.link.finish(AbortSignal.timeout(30))).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    first.far.end();
    await first.link[Symbol.asyncDispose]();
    const second = await line();
    const finishing = second.link.finish(AbortSignal.timeout(5_000));
    second.far.break();
    await expect(finishing).rejects.toMatchObject({ code: "outcome_unknown" });
    await second.link[Symbol.asyncDispose]();
  });
  it("can be closed twice", async () => {
    const { link, far } = await line();
    far.end();
    await link[Symbol.asyncDispose]();
    await link[Symbol.asyncDispose]();
  });
});

describe("a line over tcp to a device that stops reading", () => {
  it("is in doubt when it is given up in the middle, and the rest does not trickle out later", async () => {
    const server = net.createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    const accepted = new Promise<net.Socket>((resolve) => server.once("connection", resolve));
    const link = await createTransport(`tcp://127.0.0.1:${port}`).open(forever);
    const socket = await accepted;
    const whole = 64 * 1_024 * 1_024;
    await expect(link.write(Buffer.alloc(whole), AbortSignal.timeout(100))).rejects.toMatchObject({
      code: "outcome_unknown",
      after: "ask",
    });
    let got = 0;
    socket.on("data", (chunk: Buffer) => {
      got += chunk.length;
    });
    socket.on("error", () => {});
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
    expect(got).toBeLessThan(whole);
    await link[Symbol.asyncDispose]();
    await new Promise((resolve) => server.close(resolve));
  });
});
