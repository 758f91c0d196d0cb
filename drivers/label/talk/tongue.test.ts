import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tongue } from "./tongue.ts";

/** ~HS of the ZPL II Programming Guide: three strings between STX and ETX CR LF. */
const hs = ({
  paperOut = 0,
  pause = 0,
  formats = 0,
  hot = 0,
  headUp = 0,
  ribbonOut = 0,
  remaining = 0,
} = {}) =>
  [
    `030,${paperOut},${pause},1245,${String(formats).padStart(3, "0")},0,0,0,000,0,0,${hot}`,
    `000,0,${headUp},${ribbonOut},0,2,4,0,${String(remaining).padStart(8, "0")},1,000`,
    "1234,0",
  ]
    .map((text) => `\x02${text}\x03\r\n`)
    .join("");
const hear = (text: string) => tongue.createEar().push(Buffer.from(text, "latin1"));

describe("what a label printer says about itself", () => {
  it.each([
    ["well", {}, {}],
    ["no paper", { paperOut: 1 }, { paperEnd: true }],
    ["head open", { headUp: 1 }, { coverOpen: true }],
    ["no ribbon", { ribbonOut: 1 }, { fault: true }],
    ["paused", { pause: 1 }, { offline: true }],
    ["hot head", { hot: 1 }, { passingFault: true }],
  ])("%s", (_, flags, expected) => {
    expect(hear(`"31084"${hs(flags)}`)).toMatchObject([{ status: expected, count: 31_084, waiting: 0 }]);
  });
  it("adds up what waits: formats in its buffer and labels of the batch", () => {
    expect(hear(`"7"${hs({ formats: 2, remaining: 5 })}`)).toMatchObject([{ waiting: 7 }]);
  });
  it("takes the two answers in any order, and only together", () => {
    expect(hear(hs())).toEqual([]);
    expect(hear(`${hs()}"8"\r\n`)).toMatchObject([{ count: 8 }]);
    expect(hear(`"8"${hs()}"9"${hs()}`)).toMatchObject([{ count: 8 }, { count: 9 }]);
  });
  it("does without an odometer, told or untold", () => {
    expect(hear(`"?"${hs()}`)).toMatchObject([{ count: undefined }]);
    expect(hear(`${hs()}${hs()}${hs()}`)).toMatchObject([{ count: undefined }, { count: undefined }]);
  });
  it("finds the next answer behind noise and torn ones", () => {
    const torn = hs({ paperOut: 1 }).slice(0, 30);
    expect(hear(`\xff\x00"${torn}"31"${hs()}`)).toMatchObject([{ count: 31, status: { paperEnd: false } }]);
  });
  it("says the same however the bytes are cut, and takes any bytes", () => {
    const part = fc.oneof(fc.constant(`"12"${hs({ formats: 1 })}`), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(60)), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(""), "latin1");
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

describe("when labels count as printed", () => {
  const job = { body: new Uint8Array(), tail: new Uint8Array(), labels: 3 };
  const [report] = hear(`"0"${hs()}`);
  it.each([
    [12, 0, false],
    [13, 0, true],
    [13, 1, false],
  ])("from 10 on, at %i with %i waiting: %s", (count, waiting, reached) => {
    if (!report) throw new Error("no report");
    expect(tongue.fence(10, job).isReached({ ...report, count, waiting })).toBe(reached);
  });
});
