import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../../../src/sdk.ts";
import { encodeDocument } from "../bytes/encode.ts";
import { profileFor } from "../profiles.ts";
import { keepStatusBack, putsOnPaper, splitJob } from "./job.ts";

const text: PrintDocument[number] = { type: "text", runs: [{ text: "Coffee" }] };
const bytesOf = (document: PrintDocument): Uint8Array =>
  encodeDocument(document, profileFor("generic", undefined)).bytes;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const raw = (bytes: string): PrintDocument[number] => ({
  type: "raw",
  bytes: Buffer.from(bytes, "hex").toString("base64"),
});

describe("a print job in two parts", () => {
  it.each<[string, PrintDocument]>([
    ["a cut", [text, { type: "cut" }]],
    ["a full cut", [text, { type: "cut", mode: "full" }]],
    ["a cut and the drawer", [text, { type: "cut" }, { type: "drawer" }]],
    ["a cut and a feed", [text, { type: "cut" }, { type: "feed", lines: 3 }]],
    ["the second of two cuts", [text, { type: "cut" }, text, { type: "cut" }]],
  ])("is parted before %s at its end", (_, document) => {
    const bytes = bytesOf(document);
    const { body, tail } = splitJob(document, bytes);
    expect(hex(body) + hex(tail)).toBe(hex(bytes));
    expect(hex(tail)).toMatch(/^1d564[12]00/);
    expect(hex(body)).toContain(hex(Buffer.from("Coffee")));
  });
  it("stays whole without a cut, and where the bytes of one stand in a picture", () => {
    for (const document of [
      [text],
      [text, { type: "cut" as const }, text],
      [raw("1d763000010004001d564200")],
    ]) {
      expect(splitJob(document, bytesOf(document)).tail).toHaveLength(0);
    }
  });
  it("keeps the status coming behind a reset", () => {
    expect(hex(keepStatusBack(Uint8Array.of(0x1b, 0x40, 0x41)))).toBe("1b401d610e41");
    expect(hex(keepStatusBack(Uint8Array.of(0x41)))).toBe("41");
  });
  it("knows that a drawer pulse puts nothing on paper", () => {
    expect(putsOnPaper([{ type: "drawer" }, { type: "cut" }])).toBe(false);
    expect(putsOnPaper([text])).toBe(true);
  });
});
