/** Letters that no printer's table holds: on paper as a picture of their line. Needs the fonts that the README names. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mark, PrintDocument } from "../../src/sdk.ts";
import { encodeDocument } from "./bytes/encode.ts";
import { interpret } from "./paper/interpret.ts";
import { type ProfileId, profileFor } from "./profiles.ts";

const print = (document: PrintDocument, id: ProfileId = "generic-58") => {
  const profile = profileFor(id, undefined);
  const { bytes, degraded } = encodeDocument(document, profile);
  return { bytes, degraded, paper: interpret(bytes, profile) };
};
const text = (content: string): PrintDocument[number] => ({ type: "text", runs: [{ text: content }] });
const priced = (name: string, price: string): PrintDocument[number] => ({
  type: "row",
  cells: [
    { runs: [{ text: name }], width: "*" },
    { runs: [{ text: price }], width: 10, align: "right" },
  ],
});
/** Rightmost black dot. */
const edgeOf = (mark: Mark | undefined): number => {
  if (mark?.type !== "raster") return -1;
  const stride = Math.ceil(mark.widthDots / 8);
  let edge = -1;
  mark.bits.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) {
      if ((byte & (0x80 >> bit)) !== 0) edge = Math.max(edge, (i % stride) * 8 + bit);
    }
  });
  return mark.x + edge;
};

describe("a line with letters that the printer lacks", () => {
  it.each([
    "咖啡 牛奶",
    "カフェラテ",
    "아메리카노",
    "กาแฟเย็น",
    "قهوة 12",
    "קפה",
    "कॉफी",
    "☕ 👨‍👩‍👧‍👦",
    "x̂ŷẑ",
    "Phở bò",
  ])("%s is drawn, its price in the last column, and is reported", (name) => {
    const { paper, degraded } = print([priced(name, "13,80"), text("Tea")]);
    expect(paper.marks.map(({ type }) => type)).toEqual(["raster", "text"]);
    // The last cell ends at dot 384, its letter within it.
    expect(edgeOf(paper.marks[0])).toBeGreaterThanOrEqual(384 - 12);
    expect(paper.marks[1]?.y).toBe(34);
    expect(paper.unknown).toBe(0);
    expect(degraded).toEqual([
      {
        block: 0,
        type: "drawn",
        detail: "letters that this printer lacks drawn as a picture of their line",
      },
    ]);
  });

  it("prints a letter that no font has as a question mark, and says so", () => {
    const { paper, degraded } = print([text("a\u{e01f0}b \ue123")]);
    expect(paper.marks.flatMap((mark) => (mark.type === "text" ? mark.text : []))).toContain("?");
    expect(degraded.map(({ type }) => type)).toContain("substituted");
  });

  it("wraps like any other, each of its lines a picture", () => {
    const { paper } = print([text("咖啡牛奶".repeat(9))]);
    expect(paper.marks.map(({ type }) => type)).toEqual(["raster", "raster", "raster"]);
  });

  it("never spells a command to the printer", () => {
    const letter = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 24 }), (letters) => {
        const { bytes } = print([text(letters.join(""))], "epson-tm-t20");
        expect(Buffer.from(bytes).toString("hex")).not.toMatch(/^(..)*10(04|05|14)/);
      }),
      { numRuns: 60 },
    );
  });

  it("is drawn at most 500 times a job: a document of a hundred thousand letters does not hold up the shop", () => {
    const { paper, degraded } = print([text("咖\n".repeat(600))]);
    expect(paper.marks.filter(({ type }) => type === "raster")).toHaveLength(500);
    expect(degraded.map(({ type }) => type)).toEqual(["drawn", "dropped"]);
  });

  it("loads what draws when the first such line comes, not before", () => {
    const code = `
      import { encodeDocument } from "./drivers/escpos/bytes/encode.ts";
      import { profileFor } from "./drivers/escpos/profiles.ts";
      const profile = profileFor("generic", undefined);
      const isLoaded = () => process.report.getReport().sharedObjects.some((path) => path.includes("skia"));
      const print = (text) => void encodeDocument([{ type: "text", runs: [{ text }] }], profile);
      print("Crème brûlée 3 € ’");
      const before = isLoaded();
      print("咖啡");
      console.log(JSON.stringify([before, isLoaded()]));`;
    const { stdout } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      cwd: join(import.meta.dirname, "../.."),
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual([false, true]);
  });
});
