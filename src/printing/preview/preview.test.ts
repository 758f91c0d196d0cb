import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { Mark, Paper } from "../../core/receipt.ts";
import { previewPng } from "./preview.ts";
import { previewSvg } from "./preview-svg.ts";
import { previewText } from "./preview-text.ts";

const letters = (content: string, more: object = {}): Mark => ({
  type: "text",
  x: 0,
  y: 0,
  text: Array.from(content),
  cellWidth: 12,
  cellHeight: 24,
  bold: false,
  underline: false,
  invert: false,
  upsideDown: false,
  ...more,
});
const paper = (...marks: Mark[]): Paper => ({ widthDots: 384, heightDots: 100, marks, unknown: 0 });
/** Darkest and lightest value inside the paper's print area. */
const pixels = (sheet: Paper): { width: number; height: number; black: number } => {
  const { width, height, data } = PNG.sync.read(Buffer.from(previewPng(sheet)));
  let black = 0;
  for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 255) < 50) black++;
  return { width, height, black };
};

describe("as a picture", () => {
  it("is the paper with its edges on a desk", () => {
    expect(pixels(paper())).toEqual({ width: 384 + 2 * 32 + 2 * 24, height: 100 + 56 + 48, black: 0 });
  });

  it("shows letters, bold ones blacker, and a box for a letter it does not know", () => {
    const plain = pixels(paper(letters("Tea"))).black;
    expect(plain).toBeGreaterThan(50);
    expect(pixels(paper(letters("Tea", { bold: true }))).black).toBeGreaterThan(plain);
    expect(pixels(paper(letters("咖", { cellWidth: 24 }))).black).toBe(2 * (20 + 18) - 4);
  });

  it("shows inverted text as the rest of its ground", () => {
    const plain = pixels(paper(letters("Tea"))).black;
    expect(pixels(paper(letters("Tea", { invert: true }))).black).toBe(3 * 12 * 24 - plain);
  });

  it("shows large letters as whole dots", () => {
    const plain = pixels(paper(letters("Tea"))).black;
    expect(pixels(paper(letters("Tea", { cellWidth: 24, cellHeight: 48 }))).black).toBe(4 * plain);
  });

  it("turns letters upside down without losing a dot", () => {
    const plain = pixels(paper(letters("Tea"))).black;
    expect(pixels(paper(letters("Tea", { upsideDown: true }))).black).toBe(plain);
  });

  it("makes room for a cut and for the drawer", () => {
    const cut: Mark = { type: "cut", y: 50, mode: "partial" };
    const drawer: Mark = { type: "drawer", y: 0, pin: 2, pulseMs: 100 };
    expect(pixels(paper(drawer, cut)).height).toBe(pixels(paper()).height + 64);
  });

  it("draws nothing beyond its edges, whatever a foreign job places there", () => {
    const far = letters("Tea", { x: 5_000, y: 90_000 });
    const wide: Mark = {
      type: "raster",
      x: 380,
      y: 0,
      widthDots: 800,
      heightDots: 1,
      bits: new Uint8Array(100).fill(255),
    };
    expect(pixels(paper(far, wide)).width).toBe(496);
  });
});

describe("as SVG", () => {
  it("cannot be left by text", () => {
    const svg = previewSvg(paper(letters('<script>alert("&")</script>\u0000')));
    expect(svg).toContain("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;");
    expect(svg).not.toMatch(/<script|\p{Cc}(?<!\n)/u);
  });

  it("keeps the width of each line of letters", () => {
    expect(previewSvg(paper(letters("Crème", { cellWidth: 24, cellHeight: 48 })))).toMatch(
      /scale\(2 2\)[^>]*textLength="60"[^>]*>Crème</,
    );
  });
});

describe("as text", () => {
  it("keeps columns, and large letters at their edge", () => {
    const marks = [
      letters("Tea"),
      letters("2.10", { x: 336 }),
      letters("TOTAL", { y: 34, cellWidth: 24, cellHeight: 48 }),
      letters("2.10", { x: 288, y: 34, cellWidth: 24, cellHeight: 48 }),
      letters("Thank you, come again", { y: 82 }),
    ];
    expect(previewText(paper(...marks)).split("\n")).toEqual([
      `Tea${" ".repeat(25)}2.10`,
      `TOTAL${" ".repeat(23)}2.10`,
      "Thank you, come again",
      "",
    ]);
  });

  it("says in words what is no text, and leaves a blank line where the paper is white", () => {
    const bits = new Uint8Array();
    const marks: Mark[] = [
      { type: "drawer", y: 0, pin: 5, pulseMs: 120 },
      { type: "code", symbology: "qr", data: "A-118", x: 0, y: 0, widthDots: 50, heightDots: 50, bits },
      { type: "raster", x: 0, y: 90, widthDots: 8, heightDots: 4, bits },
      { type: "cut", y: 94, mode: "full" },
    ];
    expect(previewText(paper(...marks))).toBe(
      `[drawer opens: pin 5, 120 ms]\n[qr A-118]\n\n[picture 8 x 4]\n\u2702${" -".repeat(15)}\n`,
    );
  });
});
