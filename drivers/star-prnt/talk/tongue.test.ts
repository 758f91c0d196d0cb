import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statusBack } from "../bytes/codec.ts";
import { tongueFor } from "./tongue.ts";

const tongue = tongueFor("prnt");
const hear = (...bytes: number[]) => tongue.createEar().push(Uint8Array.from(bytes));
/** Version 3, nine bytes: header, header, printer, error, error, sensor, sensor, counter, presenter. */
const asb = (printer = 0, error = 0, sensor = 0, counter = 0): number[] => [
  ...[0x23, 0x06, printer, error, 0, sensor, 0, counter, 0],
];
const NOTHING = { body: new Uint8Array(), tail: new Uint8Array(), labels: 1 };

describe("what a Star printer says about itself", () => {
  // STAR Line Mode Command Specifications Rev. 0.09, appendix 2.
  it.each([
    ["well", asb(), {}],
    ["cover open", asb(0x28), { coverOpen: true, offline: true }],
    ["offline", asb(0x08), { offline: true }],
    ["cutter", asb(0x08, 0x08), { cutterError: true }],
    ["not recoverable", asb(0x08, 0x20), { fault: true }],
    ["hot head", asb(0x08, 0x40), { passingFault: true }],
    ["paper near its end", asb(0, 0, 0x04), { paperNearEnd: true }],
    ["no paper", asb(0x08, 0, 0x0c), { paperEnd: true, paperNearEnd: true }],
  ])("%s", (_, bytes, expected) => {
    expect(hear(...bytes)).toMatchObject([{ status: expected, waiting: 0 }]);
  });
  it.each([
    [0x00, 0],
    [0x02, 1],
    [0x0e, 7],
    [0x20, 8],
    [0x6e, 31],
  ])("reads the counter %i as %i", (counter, count) => {
    expect(hear(...asb(0, 0, 0, counter))).toMatchObject([{ count }]);
  });
  it("does not count where the status is too short for a counter", () => {
    expect(hear(0x0f, 0x02, 0, 0, 0, 0, 0)).toMatchObject([{ count: undefined }]);
  });
  it("reads the form of Ethernet, with other data behind it", () => {
    const long = [0x23, 0x86, 0x08, 0, 0, 0, 0, 0x02, 0, 0x00, 0x03, 0x23, 0x42, 0x3b];
    expect(hear(...long, ...asb(0, 0, 0, 0x04))).toMatchObject([
      { status: { offline: true }, count: 1 },
      { status: { offline: false }, count: 2 },
    ]);
  });
  it("loses a torn status and understands the next, through XON, XOFF and noise", () => {
    const torn = asb(0x28).slice(0, 4);
    expect(hear(0xff, 0x00, 0x37, ...torn, ...asb(), 0x11, 0x13)).toMatchObject([
      { status: { coverOpen: false } },
    ]);
    expect(hear(...asb().slice(0, 5), 0x13, ...asb().slice(5))).toHaveLength(1);
  });
  it("says the same however the bytes are cut, and takes any bytes", () => {
    const stream = fc.array(fc.oneof(fc.constant(asb(0x28, 0, 0, 0x22)), fc.array(fc.nat(255))));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(40)), (parts, cuts) => {
        const bytes = Uint8Array.from(parts.flat());
        const ear = tongue.createEar();
        const reports = [];
        let at = 0;
        for (const size of cuts) {
          reports.push(...ear.push(bytes.subarray(at, at + size)));
          at += size;
        }
        reports.push(...ear.push(bytes.subarray(at)));
        expect(reports).toEqual(tongue.createEar().push(bytes));
      }),
    );
  });
});

describe("when a job counts as printed", () => {
  const report = (count: number) => ({ ...hear(...asb())[0], count }) as never;
  it.each([
    [0, 1],
    [30, 31],
    [31, 0],
  ])("behind count %i comes %i, and nothing else will do", (before, wanted) => {
    const fence = tongue.fence(before, NOTHING);
    const reached = Array.from({ length: 32 }, (_, count) => count).filter((count) =>
      fence.isReached(report(count)),
    );
    expect(reached).toEqual([wanted]);
    expect([...fence.bytes]).toEqual([...statusBack(), 0x17]);
  });
  it("a job that counts or resets by itself is counted up to a number that it does not reach", () => {
    for (const own of [0x17, 0x18]) {
      for (let before = 0; before < 32; before++) {
        const fence = tongue.fence(before, { ...NOTHING, body: Uint8Array.of(0x1b, 0x40, own) });
        const near = [before, before + 1, 0, 1].map((count) => count % 32);
        expect(near.some((count) => fence.isReached(report(count)))).toBe(false);
      }
    }
  });
});
