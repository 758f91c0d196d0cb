/** What each make can do, as far as node-thermal-printer 4.6.1 and its users know. Nothing here was tried on a printer. */
export const MAKES = ["tanca", "daruma", "brother", "custom"] as const;
export type MakeId = (typeof MAKES)[number];

export interface Make {
  readonly id: MakeId;
  readonly name: string;
  /** `ESC t` id → encoding as src/printing names it. */
  readonly codePages: Readonly<Record<number, string>>;
  /** Follows ESC/POS: fonts, sizes, inverse, pictures, QR codes, EAN-13 and a drawer port. */
  readonly isLikeEpson: boolean;
  /** How its buzzer is told, where it has one. */
  readonly buzzer: "esc-b" | "bel" | "none";
}

/** Where nearly all that follow ESC/POS have them. */
const USUAL_PAGES = {
  ...{ 0: "CP437", 2: "CP850", 3: "CP860", 4: "CP863", 5: "CP865" },
  ...{ 16: "CP1252", 17: "CP866", 18: "CP852", 19: "CP858" },
};

export const makeOf = (id: MakeId): Make => TABLE[id];

const TABLE: Readonly<Record<MakeId, Make>> = {
  tanca: { id: "tanca", name: "Tanca", codePages: USUAL_PAGES, isLikeEpson: true, buzzer: "esc-b" },
  custom: { id: "custom", name: "Custom", codePages: USUAL_PAGES, isLikeEpson: true, buzzer: "esc-b" },
  daruma: {
    ...{ id: "daruma", name: "Daruma", isLikeEpson: false, buzzer: "bel" },
    codePages: { 0: "CP437", 2: "CP850", 3: "CP860" },
  },
  brother: {
    ...{ id: "brother", name: "Brother, in ESC/P mode", isLikeEpson: false, buzzer: "none" },
    codePages: { 0: "CP437", 1: "CP1250", 2: "CP1252" },
  },
};

/** 203 dots per inch, cells of 12 and 9 dots: for layout and previews. */
export const FONTS = {
  A: { cellDots: 12, heightDots: 24 },
  B: { cellDots: 9, heightDots: 17 },
} as const;
export const LINE_DOTS = 30;
