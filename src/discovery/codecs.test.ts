/** Anybody on the network may send anything: readers take what they understand and never fail. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { readArpTable } from "./arp.ts";
import { ENPC_FUNCTIONS, enpcQuestion, readEnpc } from "./enpc.ts";
import { readSdp, SDP_QUESTION } from "./sdp.ts";

const from = { host: "192.0.2.7", port: 1 };
const head = (text: string, ...rest: number[]): Uint8Array =>
  Buffer.concat([Buffer.from(text, "latin1"), Uint8Array.from(rest)]);

it("no datagram breaks the readers", () => {
  const tail = fc.uint8Array({ maxLength: 320 });
  const heads = [
    new Uint8Array(0),
    head("EPSONq"),
    ...Object.values(ENPC_FUNCTIONS).map((func) => head("EPSONq", ...enpcQuestion(func).subarray(6, 10))),
    head("STR_BCAST\0\0\0\0\0\0\0RS1.0.1\0"),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...heads), tail, (start, end) => {
      const bytes = Buffer.concat([start, end]);
      for (const read of [readEnpc, readSdp]) {
        const seen = read({ bytes, from });
        for (const text of [seen?.model, seen?.maker]) expect(text ?? "").not.toMatch(/\p{Cc}/u);
        for (const identity of seen?.identities ?? [])
          expect(identity).toMatch(/^mac:([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
      }
    }),
  );
});

it("our own question, which a broadcast brings back to us, is no answer", () => {
  expect(readEnpc({ bytes: enpcQuestion(ENPC_FUNCTIONS.name), from })).toBeNull();
  expect(readSdp({ bytes: SDP_QUESTION, from })).toBeNull();
});

it("the questions are the bytes of the sources", () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  expect(hex(enpcQuestion(ENPC_FUNCTIONS.name))).toBe("4550534f4e510300000000000000");
  expect(hex(enpcQuestion(ENPC_FUNCTIONS.cloneName))).toBe("4550534f4e510300000100000000");
  expect(hex(enpcQuestion(ENPC_FUNCTIONS.holder))).toBe("4550534f4e510300001700000000");
  expect(hex(SDP_QUESTION)).toBe("5354525f424341535400000000000000" + "5251312e302e3000" + "001c6431");
});

it("the system's table of network cards is read, and what is incomplete in it passed over", () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         26:89:94:ee:05:6c     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`;
  expect([...readArpTable(table)]).toEqual([["192.0.2.1", "mac:26:89:94:ee:05:6c"]]);
});
