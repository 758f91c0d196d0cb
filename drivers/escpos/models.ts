/**
 * Printers by the name that escpos-printer-db has for them (receipt-print-hq, 2026-07-27, CC BY 4.0): "TM-T88V", "POS-5890". What the
 * database does not say is filled in carefully: rather a narrower picture than one whose edge is lost. Read when a shop first names one.
 */
import { dataBeside, z } from "../../src/sdk.ts";
import type { FontSize, Profile } from "./profile.ts";

const model = z.strictObject({
  name: z.string(),
  vendor: z.string(),
  columns: z.tuple([z.int(), z.int().nullable()]),
  dots: z.int().nullable(),
  dotsPerInch: z.int().nullable(),
  features: z.array(z.string()),
  codePages: z.record(z.string(), z.string()),
});
const table = z.record(z.string(), model);
type Model = z.output<typeof model>;

let read: ReadonlyMap<string, Model> | undefined;

function models(): ReadonlyMap<string, Model> {
  read ??= new Map(Object.entries(table.parse(dataBeside(import.meta.url, "./data/printer-models.json"))));
  return read;
}

/** The names of all printers in it: customer displays are left out. */
export const modelIds = (): readonly string[] =>
  [...models()].filter(([, one]) => printsPaper(one)).map(([id]) => id);

export function modelProfile(id: string): Profile | undefined {
  const found = models().get(id);
  return found && printsPaper(found) ? toProfile(id, found) : undefined;
}

/** A display has no way to print a picture. */
const printsPaper = ({ features }: Model): boolean => features.length > 0;

/** Letters of font A are 12 dots wide on nearly every printer; 13 in the 42-column mode of 80 mm ones. */
const CELL_DOTS = 12;
const WIDEST_CELL = 13;
/** Fewer columns than this are a mistake in the database: the width of a letter in dots. */
const LEAST_COLUMNS = 20;
const USUAL_RESOLUTION = 203;

function toProfile(id: string, found: Model): Profile {
  const { features, dots, name } = found;
  const has = (feature: string): boolean => features.includes(feature);
  const columns = columnsOf(found);
  const isPlausible = dots !== null && dots <= columns.A * WIDEST_CELL;
  const widthDots = isPlausible ? dots : columns.A * CELL_DOTS;
  const isEpson = found.vendor === "Epson";
  const cutter = has("paperFullCut") || has("paperPartCut");
  const proof = isEpson && CONFIRMS.test(id) ? "gs-h" : "auto";
  const isAsListed = isPlausible && found.columns[0] === columns.A;
  return {
    ...{ id, name, widthDots, dotsPerInch: found.dotsPerInch ?? USUAL_RESOLUTION },
    fonts: { A: fontOf(columns.A, widthDots, 24), B: fontOf(columns.B, widthDots, 17) },
    codePages: found.codePages,
    ...{
      qr: has("qrCode"),
      pdf417: has("pdf417Code"),
      barcodes: has("barcodeB"),
      pictures: has("bitImageRaster"),
    },
    ...{ cutter, tearOffLines: cutter ? 0 : 4, buzzer: isEpson ? "esc-(-a" : "none", proof },
    provenance: {
      paper: isAsListed ? "documented" : "unverified",
      ...{ codePages: "documented", features: "documented" },
      proof: proof === "gs-h" ? "documented" : "unverified",
    },
  };
}
/** Epson's page of GS ( H, function 48, lists them. */
const CONFIRMS = /^TM-(L90|P80|T20|T70|T88IV|T88V|U220|m30)/;

function columnsOf({ columns: [a, b], dots }: Model): { readonly A: number; readonly B: number } {
  if (a >= LEAST_COLUMNS) return { A: a, B: b ?? a };
  const wide = Math.floor((dots ?? 0) / CELL_DOTS);
  return { A: wide, B: wide };
}

const fontOf = (columns: number, widthDots: number, heightDots: number): FontSize => ({
  columns,
  cellDots: Math.floor(widthDots / columns),
  heightDots,
});
