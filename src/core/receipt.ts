/** A print document: what shall stand on paper, in the shop's words. Layout and bytes are the driver's. */
import { z } from "zod";

const run = z.strictObject({
  text: z.string().max(10_000),
  bold: z.boolean().optional(),
  underline: z.boolean().optional(),
  invert: z.boolean().optional(),
  /** Times the normal cell, 1-8. */
  width: z.int().min(1).max(8).optional(),
  height: z.int().min(1).max(8).optional(),
  font: z.enum(["A", "B"]).optional(),
});
const align = z.enum(["left", "center", "right"]);
const runs = z.array(run).max(200);

const cell = z.strictObject({
  runs,
  /** Cells of font A; "*" shares what is left. */
  width: z.union([z.int().min(1).max(120), z.literal("*")]),
  align: align.optional(),
  overflow: z.enum(["wrap", "ellipsis"]).optional(),
});

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), runs, align: align.optional() }),
  z.strictObject({ type: z.literal("row"), cells: z.array(cell).min(1).max(12) }),
  z.strictObject({ type: z.literal("rule"), style: z.enum(["single", "double"]).optional() }),
  z.strictObject({
    type: z.literal("qr"),
    data: z.string().min(1).max(2_953),
    /** Dots per module, 1-16. */
    moduleDots: z.int().min(1).max(16).optional(),
    correction: z.enum(["L", "M", "Q", "H"]).optional(),
    align: align.optional(),
  }),
  z.strictObject({
    type: z.literal("pdf417"),
    data: z.string().min(1).max(1_100),
    /** Dots per module, 2-8. */
    moduleDots: z.int().min(2).max(8).optional(),
    /** Of data, 1-30; without: as the printer likes. */
    columns: z.int().min(1).max(30).optional(),
    align: align.optional(),
  }),
  z.strictObject({
    type: z.literal("barcode"),
    /**
     * EAN and UPC numbers may come without their check digit. gs1-128 and databar-…: element strings, "(01)04006381333931(10)ABC";
     * databar and databar-limited hold one (01) only.
     */
    symbology: z.enum([
      "code128",
      "ean13",
      "ean8",
      "upca",
      "upce",
      "gs1-128",
      "databar",
      "databar-limited",
      "databar-expanded",
    ]),
    data: z.string().min(1).max(255),
    heightDots: z.int().min(1).max(255).optional(),
    moduleDots: z.int().min(2).max(6).optional(),
    text: z.boolean().optional(),
    align: align.optional(),
  }),
  z
    .strictObject({
      type: z.literal("image"),
      /** Base64; one of both. */
      png: z.base64().max(8_000_000).optional(),
      jpeg: z.base64().max(8_000_000).optional(),
      widthDots: z.int().min(1).max(2_000).optional(),
      dither: z.enum(["floyd-steinberg", "threshold"]).optional(),
      align: align.optional(),
    })
    .refine(({ png, jpeg }) => (png === undefined) !== (jpeg === undefined), "png or jpeg, one of both"),
  /** A picture that the gateway keeps under this name. */
  z.strictObject({
    type: z.literal("logo"),
    name: z.string().min(1).max(100),
    widthDots: z.int().min(1).max(2_000).optional(),
    align: align.optional(),
  }),
  /** Where the printer has one. */
  z.strictObject({ type: z.literal("buzzer"), times: z.int().min(1).max(9).optional() }),
  z.strictObject({ type: z.literal("feed"), lines: z.int().min(1).max(50) }),
  z.strictObject({ type: z.literal("cut"), mode: z.enum(["partial", "full"]).optional() }),
  z.strictObject({
    type: z.literal("drawer"),
    pin: z.union([z.literal(2), z.literal(5)]).optional(),
    pulseMs: z.int().min(20).max(500).optional(),
  }),
  /** The till's own bytes, base64. Needs the token's `raw` permission. */
  z.strictObject({ type: z.literal("raw"), bytes: z.base64().max(8_000_000) }),
]);

export const printDocument = z.array(block).min(1).max(5_000);
export type PrintDocument = z.output<typeof printDocument>;
export type Block = PrintDocument[number];
export type Run = z.output<typeof run>;
export type Align = z.output<typeof align>;

/** Something that could not be printed as asked. `block` is its index in the document. */
export interface Degradation {
  readonly block: number;
  readonly type: "substituted" | "dropped" | "truncated" | "drawn";
  readonly detail: string;
}

/** What a printer's bytes put on paper, from top to bottom; positions in dots of the print head. */
export interface Paper {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly marks: readonly Mark[];
  /** Bytes that no command explained. */
  readonly unknown: number;
}
export type Mark =
  | {
      readonly type: "text";
      readonly x: number;
      readonly y: number;
      /** One grapheme per entry of `text`; each takes cellWidth x cellHeight dots. */
      readonly text: readonly string[];
      readonly cellWidth: number;
      readonly cellHeight: number;
      readonly bold: boolean;
      readonly underline: boolean;
      readonly invert: boolean;
      /** Turned by 180 degrees. */
      readonly upsideDown: boolean;
    }
  | {
      readonly type: "raster";
      readonly x: number;
      readonly y: number;
      readonly widthDots: number;
      readonly heightDots: number;
      /** 1 bit a dot, rows padded to bytes, 1 = black. */
      readonly bits: Uint8Array;
    }
  | {
      readonly type: "code";
      readonly symbology: CodeKind;
      readonly data: string;
      readonly x: number;
      readonly y: number;
      readonly widthDots: number;
      readonly heightDots: number;
      readonly bits: Uint8Array;
    }
  | { readonly type: "cut"; readonly y: number; readonly mode: "partial" | "full" }
  | { readonly type: "buzzer"; readonly y: number; readonly times: number }
  | { readonly type: "drawer"; readonly y: number; readonly pin: 2 | 5; readonly pulseMs: number };

export type CodeKind = "qr" | "pdf417" | Extract<Block, { type: "barcode" }>["symbology"] | "other";
