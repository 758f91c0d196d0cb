import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  cutAnswers,
  HEALTHY,
  isHolding,
  NO_REST,
  whatIsNeeded,
  withAsb,
  withRealtime,
} from "./status.ts";

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const answersTo = (hex: string): readonly Answer[] => cutAnswers(NO_REST, fromHex(hex)).answers;
const meant = (hex: string): readonly Answer[] => answersTo(hex).filter((answer) => answer.type !== "noise");
const asb = (...bytes: number[]): Answer => ({ type: "asb", bytes });
const realtime = (byte: number): Answer => ({ type: "realtime", byte });
const marker = (id: string): Answer => ({ type: "marker", id });

function inPieces(stream: Uint8Array, cuts: readonly number[]): readonly Answer[] {
  const at = [0, ...[...cuts].sort((a, b) => a - b), stream.length];
  const answers: Answer[] = [];
  let rest = NO_REST;
  at.slice(1).forEach((end, i) => {
    const cut = cutAnswers(rest, stream.subarray(at[i], end));
    answers.push(...cut.answers);
    rest = cut.rest;
  });
  return answers;
}

describe("what a printer says", () => {
  // Classes: Epson ESC/POS reference; replies as seen on a TM-m30 (14 00 00 0f) and by receiptio.
  it.each([
    ["a real-time reply", "16", [realtime(0x16)]],
    ["status back", "10 00 00 00", [asb(0x10, 0, 0, 0)]],
    ["status back of a model that fills the fourth byte", "14 00 00 0f", [asb(0x14, 0, 0, 0x0f)]],
    ["an answer in turn", "0c", [{ type: "queued", byte: 0x0c }]],
    ["a marker", "37 22 50 30 30 31 00", [marker("P001")]],
    ["a name", "5f 54 4d 2d 54 38 38 00", [{ type: "block", header: 0x5f, text: "TM-T88" }]],
  ] as const)("understands %s", (_, hex, expected) => {
    expect(answersTo(hex)).toEqual(expected);
  });

  describe("nasty case 14", () => {
    it.each([
      [
        "status back around a marker",
        "10 00 00 00 37 22 50 30 30 31 00 10 00 00 00",
        [asb(16, 0, 0, 0), marker("P001"), asb(16, 0, 0, 0)],
      ],
      [
        "status back inside a marker",
        "37 22 50 30 14 00 00 0f 30 31 00",
        [asb(20, 0, 0, 15), marker("P001")],
      ],
      ["a real-time reply inside a marker", "37 22 50 12 30 30 31 00", [realtime(0x12), marker("P001")]],
      ["a real-time reply inside status back", "10 00 12 00 00", [realtime(0x12), asb(16, 0, 0, 0)]],
      ["XON and XOFF inside a marker", "37 22 50 13 30 30 11 31 00", [marker("P001")]],
      ["noise at power-on before a marker", "ff ff fe 37 80 37 22 50 30 30 31 00", [marker("P001")]],
      ["a marker torn by a restart", "37 22 50 30 37 22 50 30 30 31 00", [marker("P001")]],
      ["a block that never ends", `5f ${"41".repeat(200)} 37 22 50 30 30 31 00`, [marker("P001")]],
      ["noise like a header right before a marker", "5f 37 22 50 30 30 31 00", [marker("P001")]],
      ["status back torn by a restart", "10 00 37 22 50 30 30 31 00", [marker("P001")]],
    ] as const)("finds its way through %s", (_, hex, expected) => {
      expect(meant(hex)).toEqual(expected);
    });
    it("takes no marker whose id is torn", () => {
      expect(meant("37 22 50 30 00")).not.toContainEqual(expect.objectContaining({ type: "marker" }));
    });
    it("hears the same however the stream is chopped, one byte a packet too", () => {
      const frames = [
        "16",
        "10 00 00 00",
        "37 22 50 30 30 31 00",
        "14 08 03 0f",
        "00",
        "ff",
        "11",
        "5f 41 42 00",
        "12",
        "37 22",
      ];
      const streams = fc
        .array(fc.oneof(fc.constantFrom(...frames.map(fromHex)), fc.uint8Array({ maxLength: 6 })), {
          maxLength: 12,
        })
        .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
      fc.assert(
        fc.property(streams, fc.array(fc.nat({ max: 80 }), { maxLength: 10 }), (stream, cuts) => {
          const whole = cutAnswers(NO_REST, stream).answers;
          expect(
            inPieces(
              stream,
              cuts.map((cut) => Math.min(cut, stream.length)),
            ),
          ).toEqual(whole);
          expect(inPieces(stream, [...stream.keys()])).toEqual(whole);
        }),
      );
    });
    it("keeps little of an endless stream", () => {
      const { rest } = cutAnswers(NO_REST, new Uint8Array(100_000).fill(0x5f));
      expect(rest.block.length).toBeLessThan(100);
    });
  });
});

describe("what a status means", () => {
  it.each([
    ["all is well", "12 12 12 12", undefined],
    ["a drawer is open", "16 12 12 12", undefined],
    ["the cover is open", "1a 16 12 12", "cover_open"],
    ["the paper is out", "1a 32 12 7e", "paper_out"],
    ["the cover is open over an empty roll", "1a 36 12 7e", "cover_open"],
    ["the cutter jammed", "1a 52 1a 12", "cutter_error"],
    ["a fault that does not go away", "1a 52 32 12", "error"],
    ["the paper is near its end", "12 12 12 1e", undefined],
  ] as const)("%s", (_, replies, needed) => {
    const bytes = [...fromHex(replies)];
    const status = bytes.reduce(
      (now, byte, i) => withRealtime(now, ([1, 2, 3, 4] as const)[i] ?? 1, byte),
      HEALTHY,
    );
    expect(whatIsNeeded(status)).toBe(needed);
  });
  it.each([
    ["10 00 00 00", undefined],
    ["14 00 00 0f", undefined],
    ["38 00 00 00", "cover_open"],
    ["18 00 0c 00", "paper_out"],
    ["18 08 00 00", "cutter_error"],
    ["18 20 00 00", "error"],
  ] as const)("status back %s needs %s", (bytes, needed) => {
    expect(whatIsNeeded(withAsb([...fromHex(bytes)]))).toBe(needed);
  });
  it("warns of the end of the paper", () => {
    expect(withAsb([0x10, 0, 0x03, 0]).paperNearEnd).toBe(true);
    expect(withRealtime(HEALTHY, 4, 0x1e).paperNearEnd).toBe(true);
  });
  it("knows that a printer without paper holds its job, and one with a jammed cutter does not", () => {
    expect(isHolding(withAsb([0x18, 0, 0x0c, 0]))).toBe(true);
    expect(isHolding(withAsb([0x18, 0x08, 0, 0]))).toBe(false);
  });
});
