/**
 * What each printer family can do. Facts marked "documented" come from Epson's technical references or from escpos-printer-db
 * (receipt-print-hq, 2026-07-27, Creative Commons Attribution 4.0): profiles default, TM-T20II, TM-T88V, TM-m30III, ITPP047, ZJ-5870.
 * A printer's own answer to GS I selects nothing: clones lie there.
 */

/** documented: maker's manual or database. probed: tried on that printer. unverified: usual for its kind, tell us if yours differs. */
export type Provenance = "documented" | "probed" | "unverified";

export interface FontSize {
  readonly columns: number;
  readonly cellDots: number;
  readonly heightDots: number;
}

export interface Profile {
  readonly id: ProfileId;
  readonly name: string;
  readonly widthDots: number;
  readonly dotsPerInch: number;
  readonly fonts: { readonly A: FontSize; readonly B: FontSize };
  /** `ESC t` id → encoding as src/printing names it; what stands behind other ids is not known well enough to print money with. */
  readonly codePages: Readonly<Record<number, string>>;
  /** Knows GS ( k for QR Code. */
  readonly qr: boolean;
  /** Knows GS ( k for PDF417. */
  readonly pdf417: boolean;
  /** How its buzzer is told. Printers without one pass over ESC ( A; what they do with ESC B is not known. */
  readonly buzzer: "esc-(-a" | "esc-b" | "none";
  /** Knows GS k function B. */
  readonly barcodes: boolean;
  readonly cutter: boolean;
  /** Lines to feed so that the last line passes the tear bar of a printer without cutter. */
  readonly tearOffLines: number;
  /** How it can say "printed": GS ( H, GS r, not at all, or try and see. */
  readonly proof: "gs-h" | "gs-r" | "none" | "auto";
  readonly provenance: {
    readonly paper: Provenance;
    readonly codePages: Provenance;
    readonly features: Provenance;
    readonly proof: Provenance;
  };
}

export const PROFILE_IDS = [
  "generic",
  "epson-tm-t20",
  "epson-tm-t88",
  "epson-tm-m30",
  "xprinter-80",
  "generic-58",
] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** The tables that 30 of the database's 50 profiles agree on. */
const COMMON_PAGES = {
  0: "CP437",
  2: "CP850",
  3: "CP860",
  4: "CP863",
  5: "CP865",
  16: "CP1252",
  17: "CP866",
  18: "CP852",
};
const EPSON_PAGES = {
  ...COMMON_PAGES,
  13: "CP857",
  14: "CP737",
  15: "ISO_8859-7",
  19: "CP858",
  32: "CP720",
  33: "CP775",
  34: "CP855",
  35: "CP861",
  36: "CP862",
  37: "CP864",
  38: "CP869",
  39: "ISO_8859-2",
  40: "ISO_8859-15",
  45: "CP1250",
  46: "CP1251",
  47: "CP1253",
  48: "CP1254",
  49: "CP1255",
  50: "CP1256",
  51: "CP1257",
  52: "CP1258",
  53: "RK1048",
};
/** As the m30III of the database has them: without CP720 and CP858. */
const { 19: _cp858, 32: _cp720, ...M30_PAGES } = EPSON_PAGES;

const PAPER_80_203_DPI = {
  widthDots: 576,
  dotsPerInch: 203,
  fonts: {
    A: { columns: 48, cellDots: 12, heightDots: 24 },
    B: { columns: 64, cellDots: 9, heightDots: 17 },
  },
};
const PAPER_80_180_DPI = {
  widthDots: 512,
  dotsPerInch: 180,
  fonts: {
    A: { columns: 42, cellDots: 12, heightDots: 24 },
    B: { columns: 56, cellDots: 9, heightDots: 17 },
  },
};
const PAPER_58 = {
  widthDots: 384,
  dotsPerInch: 203,
  fonts: {
    A: { columns: 32, cellDots: 12, heightDots: 24 },
    B: { columns: 42, cellDots: 9, heightDots: 17 },
  },
};
const CLONE = {
  ...{ qr: true, pdf417: false, barcodes: true },
  cutter: true,
  tearOffLines: 0,
  buzzer: "esc-b",
} as const;
/** PDF417 and buzzer: listed for each of them on the pages of GS ( k and ESC ( A; the buzzer of most is an option. */
const EPSON = { ...CLONE, pdf417: true, buzzer: "esc-(-a" } as const;

const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  generic: {
    id: "generic",
    name: "80 mm printer that follows ESC/POS",
    ...PAPER_80_203_DPI,
    codePages: { ...COMMON_PAGES, 19: "CP858" },
    ...CLONE,
    proof: "auto",
    provenance: { paper: "unverified", codePages: "unverified", features: "unverified", proof: "unverified" },
  },
  "epson-tm-t20": {
    id: "epson-tm-t20",
    name: "Epson TM-T20 series",
    ...PAPER_80_203_DPI,
    codePages: EPSON_PAGES,
    ...EPSON,
    proof: "gs-h",
    provenance: { paper: "documented", codePages: "documented", features: "documented", proof: "documented" },
  },
  "epson-tm-t88": {
    id: "epson-tm-t88",
    name: "Epson TM-T88V and later",
    ...PAPER_80_180_DPI,
    codePages: EPSON_PAGES,
    ...EPSON,
    proof: "gs-h",
    provenance: { paper: "documented", codePages: "documented", features: "documented", proof: "documented" },
  },
  "epson-tm-m30": {
    id: "epson-tm-m30",
    name: "Epson TM-m30 series",
    ...PAPER_80_203_DPI,
    // Font B of the m30III has 57 columns: 10 dots a cell. 9 would run over the edge there; 10 leaves a margin on older ones.
    fonts: { A: PAPER_80_203_DPI.fonts.A, B: { columns: 57, cellDots: 10, heightDots: 24 } },
    codePages: M30_PAGES,
    ...EPSON,
    proof: "gs-h",
    provenance: { paper: "documented", codePages: "documented", features: "documented", proof: "documented" },
  },
  "xprinter-80": {
    id: "xprinter-80",
    name: "Xprinter and other 80 mm clones",
    ...PAPER_80_203_DPI,
    codePages: { ...COMMON_PAGES, 19: "CP858" },
    ...CLONE,
    proof: "auto",
    provenance: { paper: "unverified", codePages: "unverified", features: "unverified", proof: "unverified" },
  },
  "generic-58": {
    id: "generic-58",
    name: "58 mm printer without cutter",
    ...PAPER_58,
    codePages: COMMON_PAGES,
    qr: false,
    pdf417: false,
    buzzer: "none",
    barcodes: false,
    cutter: false,
    tearOffLines: 4,
    proof: "auto",
    provenance: { paper: "documented", codePages: "documented", features: "documented", proof: "unverified" },
  },
};

/** `columns`: what the shop set on the printer itself (font A), where that differs from the profile. */
export function profileFor(id: ProfileId, columns: number | undefined): Profile {
  const profile = PROFILES[id];
  if (columns === undefined || columns === profile.fonts.A.columns) return profile;
  const cellDots = Math.min(profile.fonts.A.cellDots, Math.floor(profile.widthDots / columns));
  return { ...profile, fonts: { ...profile.fonts, A: { ...profile.fonts.A, columns, cellDots } } };
}
