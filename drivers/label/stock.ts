/** The labels in the printer, and how large letters are on them. All in dots. */
import type { LabelConfig } from "./config.ts";

export interface Stock {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly dpi: LabelConfig["dpi"];
  readonly copies: number;
  readonly font: string | undefined;
  /** Cells of the two sizes of text: 1.5 x 3 mm and 1.1 x 2.2 mm. */
  readonly fonts: {
    readonly A: { readonly cellDots: number; readonly heightDots: number };
    readonly B: { readonly cellDots: number; readonly heightDots: number };
  };
  /** From one line of font A to the next. */
  readonly lineDots: number;
}

const SIZES = {
  203: { A: { cellDots: 12, heightDots: 24 }, B: { cellDots: 9, heightDots: 18 } },
  300: { A: { cellDots: 18, heightDots: 36 }, B: { cellDots: 12, heightDots: 27 } },
  600: { A: { cellDots: 36, heightDots: 72 }, B: { cellDots: 24, heightDots: 54 } },
} as const;

export function stockOf({ widthMm, heightMm, dpi, copies, font }: LabelConfig): Stock {
  const dots = (mm: number): number => Math.floor((mm * dpi) / 25.4);
  const fonts = SIZES[dpi];
  const lineDots = (fonts.A.heightDots * 5) / 4;
  return { widthDots: dots(widthMm), heightDots: dots(heightMm), dpi, copies, font, fonts, lineDots };
}
