import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { macIdentity, macIdentityOfText, serialIdentity, usbIdentity } from "./identity.ts";
import { mergeSightings } from "./merge.ts";
import { type Sighting, sighting, tidyText } from "./sighting.ts";

const MAC = "mac:00:26:ab:12:34:56";

describe("one printer that was seen three ways", () => {
  const seen: readonly Sighting[] = [
    sighting("enpc", { host: "192.0.2.7", maker: "EPSON", model: "TM-m30" }),
    sighting("mdns", {
      host: "192.0.2.7",
      at: "tcp://192.0.2.7:9100",
      service: "_pdl-datastream._tcp",
      name: "Kitchen",
      model: "EPSON TM-m30 Series",
    }),
    sighting("snmp", { host: "192.0.2.7", identities: [MAC, "serial:X4QP001234"] }),
  ];
  it("is one, under the surest name and model", () => {
    expect(mergeSightings(seen)).toEqual([
      {
        ...{ id: expect.stringMatching(/^[0-9a-f]{16}$/), at: "tcp://192.0.2.7:9100", host: "192.0.2.7" },
        ...{ identity: MAC, identities: [MAC, "serial:X4QP001234"], via: ["enpc", "snmp", "mdns"] },
        ...{ name: "Kitchen", maker: "EPSON", model: "TM-m30", usb: null },
        ...{ services: ["_pdl-datastream._tcp"], answers: null, heldBy: null },
      },
    ]);
  });
  it("is the same one after it got another address", () => {
    const moved = seen.map((one) => ({ ...one, host: "192.0.2.99", at: one.at && "tcp://192.0.2.99:9100" }));
    expect(mergeSightings(moved)[0]?.id).toBe(mergeSightings(seen)[0]?.id);
  });
  it("is one also when its cable and its radio answer: the printer's number joins the two", () => {
    const both = [
      sighting("snmp", { host: "192.0.2.7", identities: [MAC, "serial:X4QP001234"] }),
      sighting("snmp", { host: "192.0.2.8", identities: ["mac:00:26:ab:12:34:57", "serial:X4QP001234"] }),
    ];
    expect(mergeSightings(both)).toHaveLength(1);
  });
  it("gives the same list in whatever order the answers came", () => {
    const other = sighting("sdp", {
      host: "192.0.2.9",
      model: "TSP143",
      identities: ["mac:00:11:62:00:00:01"],
    });
    const expected = mergeSightings([...seen, other]);
    expect(expected).toHaveLength(2);
    fc.assert(
      fc.property(fc.shuffledSubarray([...seen, other], { minLength: 4 }), (shuffled) => {
        expect(mergeSightings(shuffled)).toEqual(expected);
      }),
    );
  });
});

describe("printers that have nothing in common", () => {
  it("stay apart, and two serial ports do too", () => {
    const apart = [
      sighting("sweep", { host: "192.0.2.7", at: "tcp://192.0.2.7:9100", answers: true }),
      sighting("sweep", { host: "192.0.2.8", at: "tcp://192.0.2.8:9100", answers: false }),
      sighting("serial", { at: "serial:///dev/ttyUSB0" }),
      sighting("serial", { at: "serial:///dev/ttyUSB1" }),
    ];
    expect(mergeSightings(apart).map(({ at }) => at)).toEqual(
      expect.arrayContaining(["tcp://192.0.2.7:9100", "tcp://192.0.2.8:9100", "serial:///dev/ttyUSB0"]),
    );
    expect(mergeSightings(apart)).toHaveLength(4);
  });
  it("are not joined by a number that every cheap one has", () => {
    const cheap = ["192.0.2.7", "192.0.2.8"].map((host) =>
      sighting("snmp", { host, identities: [serialIdentity("00000000") ?? []].flat() }),
    );
    expect(mergeSightings(cheap)).toHaveLength(2);
  });
});

describe("what a device is called for good", () => {
  it.each([
    [macIdentityOfText("00:26:AB:12:34:56"), MAC],
    [macIdentityOfText("00-26-ab-12-34-56"), MAC],
    [macIdentityOfText("00:26:ab"), null],
    [macIdentity(new Uint8Array(6)), null],
    [macIdentity(new Uint8Array(6).fill(0xff)), null],
    [usbIdentity(0x04b8, 0x0e15, "X4QP 1234"), "usb:04b8:0e15:X4QP-1234"],
    [usbIdentity(0x0416, 0x5011, "0"), null],
    [usbIdentity(0x0416, 0x5011, null), null],
    [serialIdentity("11111111"), null],
  ])("%s is %s", (made, expected) => {
    expect(made).toBe(expected);
  });
});

describe("what a device says of itself", () => {
  it("is cleaned before it is shown: no control characters, no hidden ones, not for ever", () => {
    expect(tidyText("TM-m30\u0000\u001b[31m\u202e")).toBe("TM-m30 [31m");
    expect(tidyText("x".repeat(1_000))).toHaveLength(100);
    expect(tidyText(" \n ")).toBeNull();
    expect(tidyText(7)).toBeNull();
  });
});
