import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codewords, modulesOf, planCode128 } from "./code128.ts";

const plan = (text: string) => planCode128(text, true)?.map((stretch) => `${stretch.set}:${stretch.text}`);

describe("Code 128", () => {
  it.each([
    ["A-118", ["B:A-118"]],
    ["12345678", ["C:12345678"]],
    ["12", ["C:12"]],
    ["123", ["B:123"]],
    ["12345", ["C:1234", "B:5"]],
    ["AB123456", ["B:AB", "C:123456"]],
    ["AB12345", ["B:AB1", "C:2345"]],
    ["1234AB", ["C:1234", "B:AB"]],
    ["AB1234CD", ["B:AB1234CD"]],
    ["ab{c}", ["B:ab{c}"]],
    ["\tA", ["A:\tA"]],
    ["ab\tcd", ["B:ab", "A:\t", "B:cd"]],
  ])("packs %j as %o", (text, expected) => {
    expect(plan(text)).toEqual(expected);
  });

  it.each(["", "é", "€"])("cannot hold %j", (text) => {
    expect(plan(text)).toBeUndefined();
  });

  it("chooses symbols as the standard does", () => {
    // ISO/IEC 15417, table 1: Start B 104, A 33, Code C 99, pairs by their number.
    expect(codewords(planCode128("A123456", true) ?? [])).toEqual([104, 33, 99, 12, 34, 56]);
    expect(modulesOf(planCode128("A123456", true) ?? [])).toBe(11 * 7 + 13);
  });

  it("keeps every letter and packs only whole pairs", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."0123456789Aaz{ \t\u0000~"),
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, fc.boolean(), (any, withDigits) => {
        const stretches = planCode128(any, withDigits) ?? [];
        expect(stretches.map((stretch) => stretch.text).join("")).toBe(any);
        for (const { set, text } of stretches) if (set === "C") expect(text).toMatch(/^(\d\d)+$/);
        for (const value of codewords(stretches)) expect(value >= 0 && value <= 105).toBe(true);
      }),
    );
  });
});
