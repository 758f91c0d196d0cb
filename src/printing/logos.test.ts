import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../core/receipt.ts";
import { withLogos } from "./logos.ts";

const document: PrintDocument = [
  { type: "logo", name: "shop", align: "center", widthDots: 200 },
  { type: "text", runs: [{ text: "Tea" }] },
  { type: "logo", name: "unknown" },
];

describe("logos by name", () => {
  it("become the picture that is kept under the name, where the document wants it", () => {
    const kept = new Map([["shop", Uint8Array.of(1, 2, 3)]]);
    expect(withLogos(document, (name) => kept.get(name))).toEqual([
      { type: "image", png: "AQID", align: "center", widthDots: 200 },
      document[1],
      document[2],
    ]);
  });

  it("leave a document without any as it is", () => {
    const plain = document.slice(1, 2);
    expect(withLogos(plain, () => undefined)).toBe(plain);
  });
});
