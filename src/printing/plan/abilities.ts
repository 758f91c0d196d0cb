/** What a planned print job is made of, and what a printer must say of itself to be planned for. */
import type { Align } from "../../core/receipt.ts";
import type { Stretch } from "../codes/code128.ts";
import type { BarLook, FittedQr } from "../codes/fit-code.ts";
import type { FontSize } from "../paper/line-bitmap.ts";
import type { Bitmap } from "../raster.ts";
import type { Missing } from "../text/alphabet.ts";
import type { Line, Sheet } from "../text/layout.ts";

export type PlanStep =
  | { readonly type: "line"; readonly line: Line }
  | { readonly type: "picture"; readonly bitmap: Bitmap; readonly align: Align }
  | ({ readonly type: "qr"; readonly align: Align } & FittedQr)
  | {
      readonly type: "ean13";
      /** 13, with the right check digit. */
      readonly digits: string;
      readonly look: BarLook;
      readonly modules: number;
      readonly align: Align;
    }
  | {
      readonly type: "code128";
      readonly stretches: readonly Stretch[];
      readonly look: BarLook;
      readonly modules: number;
      readonly align: Align;
    }
  | { readonly type: "feed"; readonly lines: number }
  | { readonly type: "cut"; readonly mode: "partial" | "full" }
  | { readonly type: "drawer"; readonly pin: 2 | 5; readonly pulseMs: number }
  | { readonly type: "buzzer"; readonly times: number }
  | { readonly type: "raw"; readonly bytes: Uint8Array };

/** What a printer can do itself. */
export interface Abilities {
  readonly widthDots: number;
  readonly fonts: {
    readonly A: Pick<FontSize, "cellDots" | "heightDots">;
    readonly B: Pick<FontSize, "cellDots" | "heightDots">;
  };
  /** As far down as a line of letters feeds. */
  readonly lineDots: number;
  readonly text: Pick<Sheet, "isPlain" | "rules"> & {
    fit(text: string, missing: Missing): string;
    /** The printer's own letters print all of this. */
    holds(text: string): boolean;
  };
  /** Largest letters, times the normal cell. */
  readonly mostTimes: number;
  readonly pictures: boolean;
  readonly cutter: boolean;
  /** Lines to feed instead of a cut, so that the last line passes the tear bar. */
  readonly tearOffLines: number;
  readonly drawer: boolean;
  readonly buzzer: boolean;
  qr(moduleDots: number, data: Uint8Array): boolean;
  ean13(look: BarLook): boolean;
  /** The stretches to send, packed or plain; undefined: none that it can print. None holds FNC1. */
  code128(candidates: readonly (readonly Stretch[])[], look: BarLook): readonly Stretch[] | undefined;
}

/** What planning a block needs. */
export interface PlanContext {
  readonly abilities: Abilities;
  readonly sheet: Sheet;
  /** Lines of text, each as letters or as a picture. */
  setLines(lines: readonly Line[]): readonly PlanStep[];
}
