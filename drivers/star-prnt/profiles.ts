/**
 * What each family of Star printers can do. Sources: README.md. A printer's own name selects nothing: the shop says which it is.
 */
import type { FontSize } from "../../src/sdk.ts";

/**
 * prnt: StarPRNT. line: Star Line mode, pictures in rows of 24 dots. graphic: Star Graphic mode, pictures only. impact: Star mode of
 * dot impact printers, text only.
 */
export const DIALECTS = ["prnt", "line", "graphic", "impact"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** documented: maker's manual, or two encoders that agree. unverified: usual for its kind, tell us if yours differs. */
export type Provenance = "documented" | "unverified";

export interface Profile {
  readonly id: ProfileId;
  readonly name: string;
  readonly dialect: Dialect;
  readonly widthDots: number;
  readonly dotsPerInch: number;
  readonly fonts: { readonly A: FontSize; readonly B: FontSize };
  /** `ESC GS t` id → encoding as src/printing names it. */
  readonly codePages: Readonly<Record<number, string>>;
  readonly cutter: boolean;
  readonly provenance: { readonly paper: Provenance; readonly codePages: Provenance };
}

export const PROFILE_IDS = ["mc-print3", "mc-print2", "tsp650ii", "tsp100iv", "tsp100", "sp700"] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** One list for all of Star's printers. Those of 437, 852, 858, 860, 863, 865, 866 and 1252 are in both encoders that were compared. */
const STAR_PAGES = {
  ...{ 1: "CP437", 4: "CP858", 5: "CP852", 6: "CP860", 7: "CP861", 8: "CP863", 9: "CP865", 10: "CP866" },
  ...{ 11: "CP855", 12: "CP857", 15: "CP737", 17: "CP869", 32: "CP1252", 33: "CP1250", 34: "CP1251" },
};
/** Table 0 is Star's own and left out: its upper half is in no standard. */
const IMPACT_PAGES = { 1: "CP437", 4: "CP858", 5: "CP852", 6: "CP860", 8: "CP863", 9: "CP865", 10: "CP866" };

const PAPER_80 = {
  widthDots: 576,
  dotsPerInch: 203,
  fonts: {
    A: { columns: 48, cellDots: 12, heightDots: 24 },
    B: { columns: 64, cellDots: 9, heightDots: 24 },
  },
};
const PAPER_58 = {
  widthDots: 384,
  dotsPerInch: 203,
  fonts: {
    A: { columns: 32, cellDots: 12, heightDots: 24 },
    B: { columns: 42, cellDots: 9, heightDots: 24 },
  },
};
/** 7x9 letters in steps of half a dot: 42 on 63 mm. One font; previews draw each dot twice as high as wide. */
const IMPACT_FONT = { columns: 42, cellDots: 10, heightDots: 18 };
const PAPER_IMPACT = { widthDots: 420, dotsPerInch: 169, fonts: { A: IMPACT_FONT, B: IMPACT_FONT } };

const DOCUMENTED = { paper: "documented", codePages: "documented" } as const;

const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  "mc-print3": {
    ...{ id: "mc-print3", name: "Star mC-Print3", dialect: "prnt", ...PAPER_80 },
    ...{ codePages: STAR_PAGES, cutter: true, provenance: DOCUMENTED },
  },
  "mc-print2": {
    ...{ id: "mc-print2", name: "Star mC-Print2", dialect: "prnt", ...PAPER_58 },
    ...{ codePages: STAR_PAGES, cutter: true, provenance: DOCUMENTED },
  },
  tsp650ii: {
    ...{ id: "tsp650ii", name: "Star TSP650II", dialect: "line", ...PAPER_80 },
    ...{ codePages: STAR_PAGES, cutter: true, provenance: DOCUMENTED },
  },
  tsp100iv: {
    ...{ id: "tsp100iv", name: "Star TSP100III and TSP100IV", dialect: "prnt", ...PAPER_80 },
    ...{ codePages: STAR_PAGES, cutter: true, provenance: DOCUMENTED },
  },
  tsp100: {
    ...{ id: "tsp100", name: "Star TSP100, TSP143 (futurePRNT)", dialect: "graphic", ...PAPER_80 },
    ...{ codePages: STAR_PAGES, cutter: true, provenance: DOCUMENTED },
  },
  sp700: {
    ...{ id: "sp700", name: "Star SP700 series", dialect: "impact", ...PAPER_IMPACT },
    ...{ codePages: IMPACT_PAGES, cutter: true },
    provenance: { paper: "documented", codePages: "unverified" },
  },
};

/** `dialect`: what the shop set on the printer itself, where that differs from the profile. */
export function profileFor(id: ProfileId, dialect: Dialect | undefined): Profile {
  const profile = PROFILES[id];
  return dialect === undefined ? profile : { ...profile, dialect };
}
