/** What every way to a device must keep, whatever it runs over. A wire's test says how to lay one; transportSuite says what it owes. */
import { afterEach, describe, expect, it } from "vitest";
import type { Link, Transport } from "../../src/core/transport.ts";

/** The device's end of a line, in a test's hand. */
export interface FarEnd {
  send(bytes: Uint8Array): void;
  /** Resolves with all that came when so many bytes did, or the line ended. Reads nothing before it is called. */
  received(bytes: number): Promise<Buffer>;
  /** The device ends the line in good order, where the wire can. */
  end(): void;
  /** The cable is pulled. */
  break(): void;
}

export interface TransportRig {
  readonly transport: Transport;
  /** The far end of the line that is opened next, or was opened last. */
  accept(): Promise<FarEnd>;
  /** From now on nobody listens. */
  close(): Promise<void>;
}

export interface Wire {
  readonly name: string;
  lay(): Promise<TransportRig>;
  /** The device's own end reaches us: TCP. A serial line has none, so finish() can only say that the bytes left. */
  readonly hasEnd: boolean;
  /** More than the wire and all between hold while the device does not read. */
  readonly moreThanItHoldsBytes: number;
}

const forever = new AbortController().signal;
const job = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 7) & 0xff));

async function readAll(link: Link): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of link.incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function transportSuite(wire: Wire): void {
  describe(`a line over ${wire.name}`, () => {
    const rigs: TransportRig[] = [];
    afterEach(async () => {
      while (rigs.length > 0) await rigs.pop()?.close();
    });
    async function lay(): Promise<TransportRig> {
      const rig = await wire.lay();
      rigs.push(rig);
      return rig;
    }
    async function line() {
      const rig = await lay();
      const [link, far] = await Promise.all([rig.transport.open(forever), rig.accept()]);
      return { rig, link, far };
    }
    describeBytes(line);
    describeAway(lay, line);
    describeLoss(wire, line);
    describeFinish(wire, line);
  });
}

type OpenLine = () => Promise<{ rig: TransportRig; link: Link; far: FarEnd }>;

function describeBytes(line: OpenLine): void {
  it("carries every byte in order, both ways, and every value of a byte", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    const [, got] = await Promise.all([link.write(job(60_000), forever), far.received(60_000)]);
    expect(got.equals(job(60_000))).toBe(true);
    far.send(job(3_000));
    far.end();
    expect((await reading).equals(job(3_000))).toBe(true);
    await link[Symbol.asyncDispose]();
  });
  it("carries the same bytes however they are chopped, by us and by the device", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    const all = job(600);
    const sending = (async () => {
      for (let at = 0, size = 1; at < all.length; at += size, size = (size * 5) % 37) {
        await link.write(all.subarray(at, at + size), forever);
        far.send(all.subarray(at, at + size));
      }
    })();
    const got = await far.received(all.length);
    await sending;
    far.end();
    expect(got.equals(all)).toBe(true);
    expect((await reading).equals(all)).toBe(true);
    await link[Symbol.asyncDispose]();
  });
  it("takes an empty job, and sends nothing for it", async () => {
    const { link, far } = await line();
    await link.write(new Uint8Array(0), forever);
    await link.write(job(1), forever);
    expect(await far.received(1)).toHaveLength(1);
    far.end();
    await link[Symbol.asyncDispose]();
  });
  it("loses no byte of a job to status bytes that nobody read", async () => {
    const { link, far } = await line();
    far.send(Uint8Array.of(0x10, 0, 0, 0));
    const receiving = far.received(50_000);
    await link.write(job(50_000), forever);
    const closing = link[Symbol.asyncDispose]();
    expect((await receiving).equals(job(50_000))).toBe(true);
    far.end();
    await closing;
  });
  it("sends what it took, also when it is closed at once", async () => {
    const { link, far } = await line();
    await link.write(job(2_000), forever);
    const closing = link[Symbol.asyncDispose]();
    expect(await far.received(2_000)).toHaveLength(2_000);
    far.end();
    await closing;
  });
}

function describeAway(lay: () => Promise<TransportRig>, line: OpenLine): void {
  it("is offline when nobody listens, and when it is given up before it is open", async () => {
    const rig = await lay();
    await expect(rig.transport.open(AbortSignal.abort())).rejects.toMatchObject({ code: "device_offline" });
    await rig.close();
    await expect(rig.transport.open(forever)).rejects.toMatchObject({ code: "device_offline" });
  });
  it("says that nothing was taken when it is given up before the first byte", async () => {
    const { link } = await line();
    await expect(link.write(job(10), AbortSignal.abort())).rejects.toMatchObject({ code: "device_offline" });
    await link[Symbol.asyncDispose]();
  });
  it("can be closed twice, and by two at once", async () => {
    const { link, far } = await line();
    far.end();
    await Promise.all([link[Symbol.asyncDispose](), link[Symbol.asyncDispose]()]);
    await link[Symbol.asyncDispose]();
  });
  it("takes nothing after it was closed", async () => {
    const { link, far } = await line();
    far.end();
    await link[Symbol.asyncDispose]();
    await expect(link.write(job(1), forever)).rejects.toMatchObject({ code: "device_offline" });
  });
  it("ends a reader that waits when it is closed", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    const closing = link[Symbol.asyncDispose]();
    far.end();
    await closing;
    expect(await reading).toHaveLength(0);
  });
}

function describeLoss(wire: Wire, line: OpenLine): void {
  it("ends its reader when the device ends, and when the line breaks", async () => {
    for (const how of ["end", "break"] as const) {
      const { link, far } = await line();
      const reading = readAll(link);
      far[how]();
      expect(await reading).toHaveLength(0);
      await link[Symbol.asyncDispose]();
    }
  });
  it("hands on what the device said before the line ended", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    far.send(job(200));
    far.end();
    expect((await reading).equals(job(200))).toBe(true);
    await link[Symbol.asyncDispose]();
  });
  it("takes nothing more after the line broke: nothing was sent, so trying again is safe", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    far.break();
    await reading;
    await expect(link.write(job(10), forever)).rejects.toMatchObject({
      code: "device_offline",
      after: "wait",
    });
    await link[Symbol.asyncDispose]();
  });
  it("is in doubt when the line breaks in the middle of a job", async () => {
    const { link, far } = await line();
    const writing = link.write(Buffer.alloc(wire.moreThanItHoldsBytes), forever);
    writing.catch(() => undefined);
    await far.received(1_000);
    far.break();
    await expect(writing).rejects.toMatchObject({ code: "outcome_unknown", after: "ask" });
    await link[Symbol.asyncDispose]();
  });
  it("is in doubt when it is given up while the device does not read, and the rest does not trickle out later", async () => {
    const { rig, link, far } = await line();
    const whole = wire.moreThanItHoldsBytes;
    await expect(link.write(Buffer.alloc(whole), AbortSignal.timeout(100))).rejects.toMatchObject({
      code: "outcome_unknown",
      after: "ask",
    });
    const ended = far.received(whole);
    await link[Symbol.asyncDispose]();
    const got = wire.hasEnd ? await ended : await untilNextLine(rig, far);
    expect(got.length).toBeLessThan(whole);
  });
}

/** On a wire without an end only the next line tells that the one before is over. */
async function untilNextLine(rig: TransportRig, far: FarEnd): Promise<Buffer> {
  const next = await rig.transport.open(forever);
  await next.write(Uint8Array.of(NEXT), forever);
  let got = await far.received(1);
  while (!got.includes(NEXT)) got = await far.received(got.length + 1);
  await next[Symbol.asyncDispose]();
  return got;
}
const NEXT = 0x55;

function describeFinish(wire: Wire, line: OpenLine): void {
  if (wire.hasEnd) describeEnd(line);
  else describeNoEnd(line);
  it("is in doubt when the line broke before it was finished", async () => {
    const { link, far } = await line();
    const reading = readAll(link);
    await link.write(job(10), forever);
    far.break();
    await reading;
    await expect(link.finish(AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: "outcome_unknown" });
    await link[Symbol.asyncDispose]();
  });
}

function describeEnd(line: OpenLine): void {
  it("finishes when the device, having read all, ends too", async () => {
    const { link, far } = await line();
    await link.write(job(5_000), forever);
    const finishing = link.finish(AbortSignal.timeout(5_000));
    await far.received(5_001); // all, and our end
    far.end();
    await expect(finishing).resolves.toBeUndefined();
    await link[Symbol.asyncDispose]();
  });
  it("is in doubt when the device does not end", async () => {
    const { link, far } = await line();
    await expect(link.finish(AbortSignal.timeout(30))).rejects.toMatchObject({ code: "outcome_unknown" });
    far.end();
    await link[Symbol.asyncDispose]();
  });
}

function describeNoEnd(line: OpenLine): void {
  it("finishes when the last byte left, for the wire has no end to wait for", async () => {
    const { link, far } = await line();
    const receiving = far.received(5_000);
    await link.write(job(5_000), forever);
    await link.finish(AbortSignal.timeout(5_000));
    expect(await receiving).toHaveLength(5_000);
    await expect(link.write(job(1), forever)).rejects.toMatchObject({ code: "device_offline" });
    await link[Symbol.asyncDispose]();
  });
}
