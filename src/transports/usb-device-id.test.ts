import { describe, expect, it } from "vitest";
import { decodeDeviceId, parseDeviceId } from "./usb-device-id.ts";

describe("what a printer says of itself by IEEE 1284", () => {
  it.each([
    ["MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;", "EPSON", "TM-T20II", ["ESC/POS"]],
    ["MANUFACTURER:STAR; COMMAND SET: STAR , ESC/POS ;MODEL: TSP143;", "STAR", "TSP143", ["STAR", "ESC/POS"]],
    ["mfg:x;mfg:y;CMD:;MDL:a:b", "x", "a:b", []],
    ["", undefined, undefined, []],
    [";;:;MFG", undefined, undefined, []],
  ])("is read from %j", (text, make, model, commandSets) => {
    expect(parseDeviceId(text)).toEqual({ make, model, commandSets });
  });
  it("is read also where its length is wrong, or it ends in zeros", () => {
    expect(decodeDeviceId(Buffer.from("\xff\xffMFG:X;\0\0", "latin1"))).toBe("MFG:X;");
    expect(decodeDeviceId(new Uint8Array())).toBe("");
  });
});
