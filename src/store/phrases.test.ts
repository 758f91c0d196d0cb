import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOrderInput, captured } from "../../test/help/orders.ts";
import { PHRASES, pack, unpack } from "./phrases.ts";

describe("the journal's text", () => {
  it("comes back letter by letter, whatever an order holds", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const json = JSON.stringify({ fact: null, order: captured(input) });
        expect(unpack(pack(json))).toBe(json);
        expect(pack(json).length).toBeLessThan(json.length / 2);
      }),
      { numRuns: 50 },
    );
  });

  it("comes back also where a note is made of its codes, or of its phrases", () => {
    const texts = fc.string({
      unit: fc.constantFrom("\u0000", "\u0001", "\u001e", "\u001f", " ", ...PHRASES),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ note: texts, id: texts })), (notes) => {
        const json = JSON.stringify(notes);
        expect(unpack(pack(json))).toBe(json);
      }),
    );
  });

  // Released places may not move. A longer list has its new hash added here, and the old one stays.
  it.each([[117, "f80329e9ba48935b"]])("keeps its first %i phrases where they are", (count, hash) => {
    const first = JSON.stringify(PHRASES.slice(0, count));
    expect(createHash("sha256").update(first).digest("hex").slice(0, 16)).toBe(hash);
  });
});
