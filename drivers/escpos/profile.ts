/** What an encoder and an interpreter must know of a printer, and how sure that is. */

/** documented: maker's manual or database. probed: tried on that printer. unverified: usual for its kind, tell us if yours differs. */
export type Provenance = "documented" | "probed" | "unverified";

export interface FontSize {
  readonly columns: number;
  readonly cellDots: number;
  readonly heightDots: number;
}

export interface Profile {
  readonly id: string;
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
  /** Knows GS v 0. Without it there is no picture, no drawn code and no drawn letter. */
  readonly pictures: boolean;
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
