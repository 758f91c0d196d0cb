import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../../core/receipt.ts";
import { rasterPicture } from "../raster.ts";
import { markupDocument } from "./markup.ts";

const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const set = (markup: string, columns = 42): PrintDocument => markupDocument(markup, columns);
/** Without the cut at its end. */
const bodyOf = (markup: string, columns = 42) => set(markup, columns).slice(0, -1);
const refusal = (markup: string): string => {
  try {
    set(markup);
  } catch (error) {
    return String(error);
  }
  return "taken";
};

describe("markup", () => {
  it("sets text left, centred and right, and cuts at the end", () => {
    expect(set("left |\ncentred\n| right")).toEqual([
      { type: "text", runs: [{ text: "left" }] },
      { type: "text", runs: [{ text: "centred" }], align: "center" },
      { type: "text", runs: [{ text: "right" }], align: "right" },
      { type: "cut" },
    ]);
  });

  it("sets columns as cells, amounts at the right", () => {
    expect(bodyOf("Flat white | 7.60")).toEqual([
      {
        type: "row",
        cells: [
          { runs: [{ text: "Flat white" }], width: 21, align: "left" },
          { runs: [{ text: "7.60" }], width: 21, align: "right" },
        ],
      },
    ]);
  });

  it("knows bold, underlined, inverted and large text", () => {
    expect(bodyOf('"bold" _under_ `inverted` ^^^big |')).toEqual([
      {
        type: "text",
        runs: [
          { text: "bold", bold: true },
          { text: " " },
          { text: "under", underline: true },
          { text: " " },
          { text: "inverted", invert: true },
          { text: " " },
          { text: "big", width: 2, height: 2 },
        ],
      },
    ]);
  });

  it("breaks text where its column ends, wide letters counted twice", () => {
    const texts = bodyOf("お茶お茶お茶 |", 8).map((block) =>
      block.type === "text" ? block.runs[0]?.text : block,
    );
    expect(texts).toEqual(["お茶お茶", "お茶"]);
  });

  it("draws rules and tables that fill the paper", () => {
    const texts = bodyOf("-\n{border:line; width:4 *}\nQty | Item\n{border:space}", 20).map((block) =>
      block.type === "text" ? block.runs.map(({ text }) => text).join("") : block.type,
    );
    expect(texts).toEqual([
      "-".repeat(20),
      `+----+${"-".repeat(13)}+`,
      `|Qty |${" ".repeat(9)}Item|`,
      `+----+${"-".repeat(13)}+`,
    ]);
  });

  it("feeds an empty line, and cuts in between", () => {
    expect(set("one |\n\n=\ntwo |").map(({ type }) => type)).toEqual(["text", "feed", "cut", "text", "cut"]);
  });

  it("leaves QR codes and the printer's own barcodes to the printer", () => {
    const qr = "{code:https://example.com; option:qrcode,5,q}";
    const ean = "{code:4006381333931; option:ean,2,60,hri}";
    expect(bodyOf(`${qr}\n${ean}\n{code:A-118; option:code128}`)).toMatchObject([
      { type: "qr", data: "https://example.com", moduleDots: 5, correction: "Q", align: "center" },
      {
        type: "barcode",
        symbology: "ean13",
        data: "4006381333931",
        heightDots: 60,
        moduleDots: 2,
        text: true,
      },
      { type: "barcode", symbology: "code128", data: "A-118" },
    ]);
  });

  it("draws the bars of other codes, their text below", () => {
    const [bars, text] = bodyOf("{code:AB12; option:code39,2,40,hri}");
    expect(bars).toMatchObject({ type: "image", dither: "threshold" });
    const drawn = rasterPicture(Buffer.from(bars?.type === "image" ? (bars.png ?? "") : "", "base64"), {
      widthDots: undefined,
      maxWidthDots: 576,
      dither: "threshold",
    });
    expect(drawn).toMatchObject({ type: "bitmap", bitmap: { heightDots: 40 } });
    expect(text).toEqual({ type: "text", runs: [{ text: "*AB12*" }], align: "center" });
  });

  it("prints pictures", () => {
    expect(bodyOf(`{image:${DOT}}`)).toEqual([{ type: "image", png: DOT, align: "center" }]);
  });

  it.each([
    ["a barcode that its digits do not make", "{code:banana; option:ean}", /cannot be a barcode of type ean/],
    ["commands for the printer", "{command:\\x1b@}", /sent as raw/],
    ["the same, in short", "text\n{ x : \\x1b@}", /line 2: .*sent as raw/],
    ["columns wider than any paper", "{width:999999999 *}", /wider than the paper/],
    ["the same, with its digits hidden", "{width:\\x39\\x39\\x39\\x39 *}", /wider than the paper/],
    ["a line that is longer than any receipt", `a${" ".repeat(2_000)}b`, /at most 1000 characters/],
    ["more columns than paper", "|".repeat(60), /at most 50 columns/],
    ["a roll of lines", "\n".repeat(1_000), /at most 1000 lines/],
  ])("refuses %s", (_, markup, why) => {
    expect(refusal(markup)).toMatch(why);
  });

  it("takes a picture however long its line is", () => {
    expect(bodyOf(`{i:${"A".repeat(40_000)}}`)).toMatchObject([{ type: "image" }]);
  });
});
