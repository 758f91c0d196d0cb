/**
 * What each printer family can do, and where to find what single models can (models.ts). Facts marked "documented" come from Epson's technical references or from escpos-printer-db
 * (receipt-print-hq, 2026-07-27, Creative Commons Attribution 4.0): profiles default, TM-T20II, TM-T88V, TM-m30III, ITPP047, ZJ-5870.
 * A printer's own answer to GS I selects nothing: clones lie there.
 */

import { modelProfile } from "./models.ts";
import type { Profile } from "./profile.ts";

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
  qr: true,
  pdf417: false,
  barcodes: true,
  pictures: true,
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
    pictures: true,
    cutter: false,
    tearOffLines: 4,
    proof: "auto",
    provenance: { paper: "documented", codePages: "documented", features: "documented", proof: "unverified" },
  },
};

const isFamily = (id: string): id is ProfileId => Object.hasOwn(PROFILES, id);

/** One of the families above, or a model of escpos-printer-db. */
export const isProfile = (id: string): boolean => isFamily(id) || modelProfile(id) !== undefined;

/**
 * `columns`: what the shop set on the printer itself (font A), where that differs from the profile.
 * @throws RangeError: isProfile() says no
 */
export function profileFor(id: string, columns: number | undefined): Profile {
  const profile = isFamily(id) ? PROFILES[id] : modelProfile(id);
  if (profile === undefined) throw new RangeError(`there is no printer profile ${id}`);
  if (columns === undefined || columns === profile.fonts.A.columns) return profile;
  const cellDots = Math.min(profile.fonts.A.cellDots, Math.floor(profile.widthDots / columns));
  return { ...profile, fonts: { ...profile.fonts, A: { ...profile.fonts.A, columns, cellDots } } };
}
